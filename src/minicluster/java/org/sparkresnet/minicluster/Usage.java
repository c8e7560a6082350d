package org.sparkresnet.minicluster;

/** What to type in another terminal. */
final class Usage {
  private static final String TRAIN = "train --config conf/quick.conf";

  private Usage() {}

  /** Lines to copy; services that do not run are null. */
  static String of(Options options, Hdfs hdfs, Yarn yarn, Standalone standalone) {
    StringBuilder text = new StringBuilder("In another terminal:\n");
    if (hdfs != null) {
      text.append("\n  # HDFS: %s, images in %s\n".formatted(hdfs.uri(), Hdfs.DATA));
      text.append("  export HADOOP_CONF_DIR=%s SPARK_LOCAL_IP=127.0.0.1\n".formatted(options.conf()));
      text.append("  ${SPARK_HOME:-target/spark}/bin/spark-class org.apache.hadoop.fs.FsShell -ls /\n");
    }
    String store = "";
    if (yarn != null) {
      store = " --set data.path=%s --store store".formatted(Hdfs.DATA);
      text.append("\n  # YARN: %s\n".formatted(yarn.webUi()));
      String resources = "--num-executors 2 --executor-memory 2g --conf spark.executor.memoryOverhead=3g";
      text.append("  submit/yarn %s %s%s\n".formatted(resources, TRAIN, store));
      text.append("  submit/yarn --deploy-mode cluster %s %s%s\n".formatted(resources, TRAIN, store));
    }
    if (standalone != null) {
      text.append("\n  # standalone Spark: %s\n".formatted(standalone.webUi()));
      String secret = options.secretFile().map(file -> " --secret-file " + file).orElse("");
      text.append(
          "  submit/standalone %s%s --total-executor-cores 2 --executor-cores 1 --executor-memory 2g %s%s\n"
              .formatted(standalone.url(), secret, TRAIN, hdfs == null ? "" : " --set data.path=" + hdfs.uri() + Hdfs.DATA));
    }
    return text.append("\nCtrl-C stops the cluster and deletes what is on it.").toString();
  }
}
