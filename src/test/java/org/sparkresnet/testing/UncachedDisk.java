package org.sparkresnet.testing;

import org.apache.hadoop.conf.Configuration;

/** Configuration of a local disk of the test's own, which no other test has opened before. */
public final class UncachedDisk {
  private UncachedDisk() {}

  /** Makes a configuration with Hadoop's local disk, in whose place a test may put another. */
  public static Configuration configuration() {
    Configuration hadoop = new Configuration(false);
    hadoop.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    return hadoop;
  }
}
