package org.sparkresnet.tables;

import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.Store;

/**
 * Listing of a folder of a month while no rows were moved from file to file. A listing takes time:
 * a local disk gives the names first and the files after them, HDFS a thousand files at a time.
 * Rows that are moved meanwhile may be in it in neither file, or in both. As the new file is there
 * before the old one goes, the next listing has the new one. So the folder is listed until two
 * listings in a row have the same names, which costs little on any file system: what is listed is
 * opened after it, one file after the other. Driver only.
 */
final class SteadyListing {
  /**
   * Listings at most: names change some times in a run's life, and a listing takes milliseconds.
   */
  private static final int MOST = 50;

  private SteadyListing() {}

  /**
   * Lists a folder.
   *
   * @return files and folders by name; none if the folder is absent
   * @throws UserError of code LOCKED if other jobs change the folder all the time
   */
  static List<FileStatus> of(Store store, Path folder) {
    List<FileStatus> last = store.list(folder);
    for (int i = 1; i < MOST; i++) {
      List<FileStatus> next = store.list(folder);
      if (names(next).equals(names(last))) {
        return next;
      }
      last = next;
    }
    throw UserError.locked(
        "%s cannot be listed: other jobs changed its files in each of %d listings; try again when fewer jobs write"
            .formatted(HumanText.path(folder), MOST));
  }

  /** Names of rows, of their sums and of the marker of a move; asides of writers come and go. */
  private static List<String> names(List<FileStatus> files) {
    return files.stream()
        .map(file -> file.getPath().getName())
        .filter(name -> RowFiles.stem(name).isPresent())
        .toList();
  }
}
