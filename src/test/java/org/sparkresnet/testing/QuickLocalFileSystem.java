package org.sparkresnet.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Local disk whose permissions are set in this process. Hadoop without its native library starts
 * the program chmod for each file and each folder, some 200 times in a small run.
 */
public final class QuickLocalFileSystem extends LocalFileSystem {
  /** As Hadoop wants it. */
  public QuickLocalFileSystem() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      QuickLocalFileSystem.setPermission(pathToFile(path).toPath(), permission);
    }
  }

  /** Sets permissions without the sticky bit, which Java does not know. */
  public static void setPermission(java.nio.file.Path file, FsPermission permission)
      throws IOException {
    FsPermission plain =
        new FsPermission(
            permission.getUserAction(), permission.getGroupAction(), permission.getOtherAction());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(plain.toString()));
  }
}
