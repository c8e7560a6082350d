package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** Encryption of conf/secure.conf, as a running executor has it. */
class EncryptionClusterIT {
  @Test
  void messagesBetweenProcessesAreEncryptedAndCannotBeAltered() throws IOException {
    try (LocalCluster cluster = LocalCluster.start(1, 1, LocalCluster.secure())) {
      List<String> found = cluster.spark().parallelize(List.of(1), 1).map(any -> found()).first();
      assertThat(found).containsExactly("true", "true", "2", "false", "AES/GCM/NoPadding", "true");
    }
  }

  /** On the executor: what Spark makes of its settings. */
  private static List<String> found() {
    SparkConf conf = SparkEnv.get().conf();
    Map<String, String> all = new HashMap<>();
    for (Tuple2<String, String> setting : conf.getAll()) {
      all.put(setting._1(), setting._2());
    }
    TransportConf transport = new TransportConf("shuffle", new MapConfigProvider(all));
    return Stream.of(
            conf.get("spark.authenticate"),
            transport.encryptionEnabled(),
            transport.authEngineVersion(),
            transport.saslFallback(),
            transport.cipherTransformation(),
            conf.get("spark.io.encryption.enabled"))
        .map(String::valueOf)
        .toList();
  }
}
