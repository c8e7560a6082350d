package org.sparkresnet.mlflow;

import java.io.IOException;

/** Exception for an error or an unexpected answer of the server. */
final class MlflowRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  private final String errorCode;

  /**
   * @param errorCode MLflow's error code, such as RESOURCE_ALREADY_EXISTS; empty without one
   */
  MlflowRefusal(String errorCode, String message) {
    super(message);
    this.errorCode = errorCode;
  }

  String errorCode() {
    return errorCode;
  }
}
