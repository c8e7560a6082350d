package org.sparkresnet.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class HomeFolderTest {
  @Test
  void aLeadingTildeIsTheHomeFolder() {
    String home = System.getenv("HOME");
    assertThat(HomeFolder.expand("data.path", "~/data")).isEqualTo(home + "/data");
    assertThat(HomeFolder.expand("data.path", "~")).isEqualTo(home);
  }

  @Test
  void aTildeElsewhereIsACharacter() {
    assertThat(HomeFolder.expand("data.path", "/data/~/x")).isEqualTo("/data/~/x");
    assertThat(HomeFolder.expand("data.path", "./~x")).isEqualTo("./~x");
  }

  @Test
  void anotherUsersHomeIsRefused() {
    assertThatThrownBy(() -> HomeFolder.expand("data.path", "~ann/data"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "data.path can begin with ~/, the home folder, but not with another user's, cannot be:"
                + " ~ann/data (./~ann/data is a file of this name)");
  }
}
