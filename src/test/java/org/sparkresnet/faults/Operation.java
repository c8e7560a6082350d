package org.sparkresnet.faults;

/**
 * Change of a disk.
 *
 * @param path that is changed, from the disk's root
 */
record Operation(Kind kind, String path) {
  enum Kind {
    CREATE,
    WRITE,
    SYNC,
    SYNC_FOLDER,
    RENAME,
    DELETE,
    MKDIR
  }

  @Override
  public String toString() {
    return kind + " " + path;
  }
}
