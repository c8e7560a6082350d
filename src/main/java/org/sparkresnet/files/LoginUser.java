package org.sparkresnet.files;

import com.sun.security.auth.module.UnixSystem;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Login user of Hadoop where the user id of this process has no line in the passwd file, as in
 * containers. Hadoop asks the system for the name and fails without one.
 */
public final class LoginUser {
  private LoginUser() {}

  /** Name of the user id in the passwd file; null without one. */
  public static String systemName() {
    return new UnixSystem().getUsername();
  }

  /** Logs in as the Java property user.name if the system has no name. */
  public static void complete() {
    if (systemName() == null) {
      UserGroupInformation.setLoginUser(
          UserGroupInformation.createRemoteUser(System.getProperty("user.name")));
    }
  }
}
