package org.sparkresnet.jobs.convert;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.Locations;
import org.sparkresnet.pictures.PictureReader;

/**
 * File in a class folder, to be read by one task.
 *
 * @param length in bytes, as the folder says
 */
record PictureFile(String path, long length, short label, Side side) implements Serializable {
  /**
   * Reads the file.
   *
   * @throws org.sparkresnet.common.UserError of code DATA, or STORAGE, if it cannot be read: a file
   *     system that fails must not make another data set
   */
  FoundPicture read(Configuration hadoop) {
    // A pipe has no length and would be waited for.
    if (length == 0) {
      return FoundPicture.whole(path, label, side, new byte[0]);
    }
    Path file = new Path(path);
    try {
      // Without Hadoop's local files of checksums, for which some names are no names.
      byte[] bytes =
          AtomicFiles.on(Locations.fileSystem(file, hadoop))
              .read(file, in -> BoundedInput.readAll(in, "the file", PictureReader.MOST_BYTES));
      return FoundPicture.whole(path, label, side, bytes);
    } catch (BoundedInput.TooLongException e) {
      return FoundPicture.defective(path, label, side, PictureReader.tooLong().getMessage());
    } catch (ChecksumException e) {
      return FoundPicture.defective(path, label, side, "is damaged: " + ErrorText.of(e));
    } catch (IOException | IllegalArgumentException e) {
      throw FileErrors.unreadable("%s: cannot be read: %s".formatted(path, ErrorText.of(e)), e);
    }
  }
}
