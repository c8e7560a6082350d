package org.sparkresnet.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.UserError;

class MlflowSettingsTest {
  private static MlflowSettings of(String uri) {
    return new MlflowSettings(uri, "nightly", Duration.ofSeconds(60));
  }

  @Test
  void takesAServerWithAPathAndNone() {
    assertThat(of("https://host/mlflow/").uri()).isEqualTo("https://host/mlflow");
    assertThat(of(" ").isOff()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:5000",
        "file:///mlruns",
        "http://",
        "http://h:5000?a=b",
        "http://ann@h:5000",
        "a b"
      })
  void refusesWhatIsNoServer(String uri) {
    assertThatThrownBy(() -> of(uri))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "results.mlflow.uri must be http://HOST:PORT or https://HOST:PORT, or empty for none,"
                + " cannot be: "
                + uri);
  }

  @Test
  void refusesAPasswordWithoutShowingIt() {
    assertThatThrownBy(() -> of("http://ann:hush@h:5000"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "results.mlflow.uri must not hold a user's password, cannot be:"
                + " http://(redacted)@h:5000");
  }

  @Test
  void refusesAnExperimentWithoutNameAndATimeOutOfRange() {
    assertThatThrownBy(() -> new MlflowSettings("", " ", Duration.ofSeconds(60)))
        .hasMessage("results.mlflow.experiment must have a name, cannot be: ''");
    assertThatThrownBy(() -> new MlflowSettings("", "e", Duration.ZERO))
        .hasMessage("results.mlflow.timeout-seconds must be between 1 and 3600, cannot be: 0");
  }
}
