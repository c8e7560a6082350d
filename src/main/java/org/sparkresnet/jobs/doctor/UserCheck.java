package org.sparkresnet.jobs.doctor;

import java.io.IOException;
import org.apache.hadoop.security.UserGroupInformation;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.files.LoginUser;

/** Checks the name of the user, which Hadoop needs. */
final class UserCheck {
  private UserCheck() {}

  static Finding here(String subject) {
    try {
      String user = UserGroupInformation.getCurrentUser().getShortUserName();
      return Finding.ok(
          subject,
          "user %s%s"
              .formatted(
                  user,
                  LoginUser.systemName() == null
                      ? " (its id has no line in the passwd file, which is not needed)"
                      : ""));
    } catch (IOException e) {
      return Finding.failed(
          subject,
          "the user has no name for Hadoop: %s; add a line for the user id to the passwd file"
              .formatted(ErrorText.of(ErrorText.innermost(e))));
    }
  }
}
