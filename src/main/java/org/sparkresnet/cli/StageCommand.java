package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.SentConfigs;
import org.sparkresnet.files.StagedFiles;
import org.sparkresnet.files.StagedJdk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Prepares a cluster's default file system for submissions; called by submit/yarn, without Spark.
 */
@Command(
    name = "stage",
    hidden = true,
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Puts the jar and Spark's jars under .spark-resnet in the user's home folder on the default file"
          + " system of the Hadoop configuration on the class path, if they are not there, and prints"
          + " their addresses."
    })
final class StageCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--jar", required = true, paramLabel = "FILE", description = "The job's jar.")
  private Path jar;

  @Option(names = "--spark-jars", paramLabel = "DIR", description = "Spark's jars.")
  private Path sparkJars;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A configuration to be sent along with all that it includes.")
  private List<Path> configs = List.of();

  @Option(names = "--jdk", paramLabel = "FILE", description = "A JDK for the nodes, in a tar.gz.")
  private String jdk;

  @Option(names = "--folder", paramLabel = "DIR", description = "A folder to make there as well.")
  private String folder;

  @Option(names = "--principal", paramLabel = "NAME", description = "Logs in to Kerberos.")
  private String principal;

  @Option(names = "--keytab", paramLabel = "FILE", description = "With this keytab.")
  private String keytab;

  @Option(names = "--dry-run", description = "Writes nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!configs.isEmpty()) { // first, as it may be refused
      out.println("config " + String.join(",", SentConfigs.addresses(configs)));
    }
    Configuration hadoop = new Configuration();
    String where = hadoop.get(FileSystem.FS_DEFAULT_NAME_KEY);
    try {
      if (keytab != null) {
        UserGroupInformation.setConfiguration(hadoop);
        UserGroupInformation.loginUserFromKeytab(principal, keytab);
      }
      FileSystem files = FileSystem.get(hadoop);
      StagedFiles staged =
          new StagedFiles(files, dryRun, message -> spec.commandLine().getErr().println(message));
      if (jdk != null) { // first: it may be refused
        StagedJdk its = StagedJdk.of(jdk, staged, hadoop);
        out.println("jdk " + its.file());
        out.println("jdk-home " + its.home());
      }
      out.println("jar " + staged.file(jar));
      if (sparkJars != null) {
        out.println("archive " + staged.archive(sparkJars));
      }
      if (folder != null) {
        out.println("folder " + staged.folder(folder));
      }
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.usage(
          "%s (fs.defaultFS): cannot be used: %s".formatted(where, ErrorText.of(e)));
    }
  }
}
