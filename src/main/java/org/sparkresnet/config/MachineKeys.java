package org.sparkresnet.config;

import java.util.List;

/** Names the keys whose values tell of somebody's machines, for copies that may be published. */
public final class MachineKeys {
  /** Keys of a server's address and of a folder for another program, which say nothing of a run. */
  public static final List<String> ELSEWHERE = List.of(MlflowConfig.URI, TensorBoardConfig.FOLDER);

  /** Ending of the keys whose values are paths. */
  public static final String PATH_ENDING = "path";

  private MachineKeys() {}
}
