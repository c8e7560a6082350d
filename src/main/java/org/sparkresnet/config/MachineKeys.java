package org.sparkresnet.config;

/** Names the keys whose values tell of somebody's machines, for copies that may be published. */
public final class MachineKeys {
  /** Key of a server's address. */
  public static final String SERVER = MlflowConfig.URI;

  /** Ending of the keys whose values are paths. */
  public static final String PATH_ENDING = "path";

  private MachineKeys() {}
}
