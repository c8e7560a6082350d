package org.sparkresnet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.lock.LockHolder;

/** File systems that keep the rules of a store, and some that do not; all on the local disk. */
class StoreFileSystemTest {
  @TempDir private Path folder;

  /** Any other scheme on the local disk, through no class that is known to be local. */
  public static class Objects extends FilterFileSystem {
    private URI uri;

    /** As Hadoop wants it. */
    public Objects() {
      super(new RawLocalFileSystem());
    }

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
      super.initialize(URI.create("file:///"), conf);
      uri = URI.create(name.getScheme() + ":///");
    }

    private static org.apache.hadoop.fs.Path local(org.apache.hadoop.fs.Path path) {
      return new org.apache.hadoop.fs.Path("file", null, path.toUri().getPath());
    }

    @Override
    public URI getUri() {
      return uri;
    }

    @Override
    protected void checkPath(org.apache.hadoop.fs.Path path) {}

    @Override
    public org.apache.hadoop.fs.Path resolvePath(org.apache.hadoop.fs.Path path) {
      return makeQualified(path);
    }

    @Override
    public org.apache.hadoop.fs.Path makeQualified(org.apache.hadoop.fs.Path path) {
      return path.makeQualified(uri, getWorkingDirectory());
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return super.create(
          local(path), permission, overwrite, bufferSize, replication, blockSize, progress);
    }

    @Override
    public boolean exists(org.apache.hadoop.fs.Path path) throws IOException {
      return super.exists(local(path));
    }

    @Override
    public boolean mkdirs(org.apache.hadoop.fs.Path path, FsPermission permission)
        throws IOException {
      return super.mkdirs(local(path), permission);
    }

    @Override
    public boolean mkdirs(org.apache.hadoop.fs.Path path) throws IOException {
      return super.mkdirs(local(path));
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
      return super.delete(local(path), recursive);
    }
  }

  /** As s3a and abfs are known to Hadoop: by a class that has no replacing rename of its own. */
  public static final class ObjectsContext extends DelegateToFileSystem {
    /** As Hadoop wants it. */
    public ObjectsContext(URI uri, Configuration conf) throws Exception {
      super(uri, new Objects(), conf, "objects", false);
    }
  }

  /** Says of itself that it replaces in one step, and lets every create succeed. */
  public static final class ManyCreators extends DelegateToFileSystem {
    /** As Hadoop wants it. */
    public ManyCreators(URI uri, Configuration conf) throws Exception {
      super(uri, new Objects(), conf, "objects", false);
    }

    @Override
    public void renameInternal(
        org.apache.hadoop.fs.Path source, org.apache.hadoop.fs.Path target, boolean overwrite) {
      throw new UnsupportedOperationException("not reached");
    }
  }

  /** Overwrites whatever is there. */
  public static final class Overwriting extends Objects {
    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return super.create(path, permission, true, bufferSize, replication, blockSize, progress);
    }
  }

  /** Cannot be tried, as one that is away for a moment: other files can be created. */
  public static final class Silent extends Objects {
    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      if (path.getParent().getName().endsWith("-probe")) {
        throw new IOException("no answer");
      }
      return super.create(
          path, permission, overwrite, bufferSize, replication, blockSize, progress);
    }
  }

  /** Cannot be written. */
  public static final class ReadOnly extends Objects {
    @Override
    public boolean mkdirs(org.apache.hadoop.fs.Path path) throws IOException {
      throw new IOException("no answer");
    }
  }

  private void refused(Configuration hadoop, String rule) {
    hadoop.setBoolean("fs.objects.impl.disable.cache", true);
    Store store = Store.open("objects://" + folder.resolve("store"), hadoop);
    assertThatThrownBy(locks(store)::requireWritable)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "store must be on a file system that keeps writers apart and replaces a file in one"
                + " step, cannot be: objects:"
                + folder.resolve("store")
                + " ("
                + rule
                + "); keep it on a local disk or HDFS, only data.path may be there");
    assertThatThrownBy(() -> locks(store).forRun(new RunId("a"))).isInstanceOf(UserError.class);
    assertThat(folder.resolve("store"))
        .satisfiesAnyOf(
            it -> assertThat(it).doesNotExist(), it -> assertThat(it).isEmptyDirectory());
  }

  private static StoreLocks locks(Store store) {
    return new StoreLocks(
        store, LockHolder.here("local-1"), Duration.ofMinutes(1), Duration.ZERO, line -> {});
  }

  private static Configuration objects(Class<? extends Objects> type) {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.objects.impl", type, org.apache.hadoop.fs.FileSystem.class);
    return hadoop;
  }

  @Test
  void oneThatHadoopKnowsNoReplacingRenameOfIsRefused() {
    refused(objects(Objects.class), "a rename over a file is a delete and a rename there");
  }

  @Test
  void oneWithHadoopsOwnReplacingRenameIsRefused() {
    Configuration hadoop = objects(Objects.class);
    hadoop.setClass(
        "fs.AbstractFileSystem.objects.impl", ObjectsContext.class, AbstractFileSystem.class);
    refused(hadoop, "a rename over a file is a delete and a rename there");
  }

  @Test
  void oneOnWhichTwoCreatesSucceedIsRefused() {
    Configuration hadoop = objects(Overwriting.class);
    hadoop.setClass(
        "fs.AbstractFileSystem.objects.impl", ManyCreators.class, AbstractFileSystem.class);
    refused(hadoop, "two creates of one file both succeed there");
  }

  @Test
  void oneThatGivesNoAnswerIsNotLocked() {
    Configuration hadoop = objects(Silent.class);
    hadoop.setClass(
        "fs.AbstractFileSystem.objects.impl", ManyCreators.class, AbstractFileSystem.class);
    Store store = Store.open("objects://" + folder.resolve("store"), hadoop);
    assertThatThrownBy(() -> locks(store).forRun(new RunId("a")))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessage("cannot write objects:" + folder.resolve("store") + ": no answer");
    assertThat(folder.resolve("store")).isEmptyDirectory();
  }

  @Test
  void theTypeIsAskedBeforeAnythingIsWritten() throws IOException {
    Files.createDirectories(folder.resolve("store"));
    refused(objects(ReadOnly.class), "a rename over a file is a delete and a rename there");
  }

  @Test
  void aLocalDiskIsTriedAndNothingIsLeft() throws IOException {
    Store store = Store.open(folder.resolve("store").toString(), new Configuration(false));
    locks(store).requireWritable();
    try (LockedStore held = locks(store).forRun(new RunId("a"))) {
      held.requireNotLost();
    }
    assertThat(folder.resolve("store")).isEmptyDirectory();
  }
}
