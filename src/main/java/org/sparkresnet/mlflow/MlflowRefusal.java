package org.sparkresnet.mlflow;

import java.io.IOException;

/** An answer of the server that is not the one that was asked for. */
final class MlflowRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  private final String errorCode;

  /**
   * @param errorCode MLflow's, such as RESOURCE_ALREADY_EXISTS; empty if it gave none
   */
  MlflowRefusal(String errorCode, String message) {
    super(message);
    this.errorCode = errorCode;
  }

  String errorCode() {
    return errorCode;
  }
}
