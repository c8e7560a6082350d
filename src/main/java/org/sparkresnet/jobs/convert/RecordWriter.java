package org.sparkresnet.jobs.convert;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.Locations;
import org.sparkresnet.jobs.convert.FilePlan.ContentDigest;
import scala.Tuple2;

/**
 * Writer of one file of records, on an executor. Attempts of a task may run at the same time: each
 * writes aside, and the same bytes.
 */
final class RecordWriter {
  private static final int BUFFER = 1 << 16;

  private RecordWriter() {}

  /**
   * File that was written.
   *
   * @param content as of the planned file
   * @param sha256 of the file
   */
  record WrittenFile(int records, String content, String sha256) implements Serializable {}

  static WrittenFile write(
      String file,
      RecordLayout layout,
      Iterator<Tuple2<PictureKey, byte[]>> pictures,
      Configuration hadoop) {
    Path path = new Path(file);
    DigestOutputStream[] digest = new DigestOutputStream[1];
    ContentDigest content = new ContentDigest();
    int[] records = new int[1];
    try {
      AtomicFiles.on(Locations.fileSystem(path, hadoop))
          .write(
              path,
              out -> {
                digest[0] = new DigestOutputStream(out, Sha256.start());
                records[0] =
                    write(new BufferedOutputStream(digest[0], BUFFER), layout, pictures, content);
              });
    } catch (IOException e) {
      throw FileErrors.cannot("write", path, e);
    }
    return new WrittenFile(records[0], content.hex(), Sha256.hex(digest[0].getMessageDigest()));
  }

  private static int write(
      OutputStream out,
      RecordLayout layout,
      Iterator<Tuple2<PictureKey, byte[]>> pictures,
      ContentDigest content)
      throws IOException {
    byte[] label = new byte[layout.labelBytes()];
    int records = 0;
    while (pictures.hasNext()) {
      Tuple2<PictureKey, byte[]> picture = pictures.next();
      layout.putLabel(picture._1().label(), label, 0);
      out.write(label);
      out.write(picture._2());
      content.add(picture._1());
      records++;
    }
    out.flush();
    return records;
  }
}
