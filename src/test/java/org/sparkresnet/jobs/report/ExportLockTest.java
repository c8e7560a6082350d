package org.sparkresnet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.testing.JobStore;

class ExportLockTest {
  @TempDir private Path folder;

  @Test
  void aFolderOnWhichLocksDoNotExcludeIsRefused() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.objects.impl", "org.sparkresnet.store.StoreFileSystemTest$Objects");
    FileSystem objects = FileSystem.newInstance(URI.create("objects:///"), hadoop);
    OutputPath target =
        new OutputPath(
            new org.apache.hadoop.fs.Path("objects://" + folder.resolve("export")),
            AtomicFiles.on(objects));
    JobStore store = JobStore.in(folder.resolve("store"));
    assertThatThrownBy(
            () -> ExportLock.acquire(store.context().locks(JobStore.config()), target).close())
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "--to must be on a file system that keeps writers apart and replaces a file in one step, cannot be: objects:"
                + folder.resolve("export")
                + " (a rename over a file is a delete and a rename there); export to a local disk or HDFS, and copy the folder from there");
    assertThat(folder.resolve("export")).doesNotExist();
  }
}
