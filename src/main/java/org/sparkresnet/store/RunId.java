package org.sparkresnet.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.common.UserError;

/** Name of a run, which is also the name of its folders: a {@link FolderName}. */
public record RunId(@JsonValue String value) {
  /**
   * @throws UserError of code USAGE if the value is no {@link FolderName}
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public RunId {
    FolderName.require("run id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
