package org.sparkresnet.tables;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Seekable;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.ParquetFooter;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.SideFile;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.Store;

/**
 * Checks the row file of a run or of merged rows against its sums. A file without sums, of an
 * earlier version of this program, must have a footer that can be read and the columns of a table.
 *
 * @param table name of the table
 * @param run the run whose own file it is; empty for merged rows
 * @param depth how much is read
 */
record TableCheck(Store store, String table, Optional<String> run, Depth depth) {
  /** Extent of a check. */
  enum Depth {
    /** Reads files whole, but of large ones only the footer: Parquet's own sums tell the rest. */
    READING,
    /** Reads the runs' own files whole, merged ones as for reading. */
    EVERY_BYTE_OF_RUNS,
    /** Reads every file whole. */
    EVERY_BYTE
  }

  /** Files above this many bytes are read once, by whoever wants their rows. */
  private static final long LARGE = 16 << 20;

  private static final String MISSING = "it is missing";

  /**
   * Outcome of a check.
   *
   * @param file the whole version; empty if there is none
   * @param sum its sum; empty for a file without
   */
  record Outcome(Optional<FileStatus> file, Optional<TableSum> sum, Optional<TableDamage> damage) {}

  /**
   * Checks the versions of a row file that a folder has.
   *
   * @param present as they were listed; none if only the sums were there then
   */
  Outcome check(RowFiles names, List<FileStatus> present) {
    Optional<SideFile<TableSum.Versions>> read = sums(store, names);
    Optional<TableSum.Versions> sums = read.flatMap(SideFile::content);
    if (read.isPresent() && sums.isEmpty()) {
      return damaged(
          TableDamage.Kind.SUMS, names.sums(), "its sums: " + read.get().fault(), Optional.empty());
    }
    if (sums.isEmpty() && run.isEmpty() && names.layout() == RowFiles.Layout.MONTHS) {
      return damaged(TableDamage.Kind.SUMS, names.sums(), "the sums are missing", Optional.empty());
    }
    return sums.isEmpty()
        ? withoutSums(names, present)
        : withSums(names, present, sums.get().versions());
  }

  /** The sums of a row file; empty if there are none. */
  static Optional<SideFile<TableSum.Versions>> sums(Store store, RowFiles names) {
    return SideFile.of(store, names.sums(), TableSum.Versions.class);
  }

  private Outcome withoutSums(RowFiles names, List<FileStatus> present) {
    if (present.isEmpty()) {
      // The sums have gone since they were listed. Rows in a month's folder are in another file of
      // it then, and the folder is listed anew; old files only go when their rows are elsewhere.
      return names.layout() == RowFiles.Layout.MONTHS
          ? damaged(TableDamage.Kind.ROWS, names.first(), MISSING, Optional.empty())
          : new Outcome(Optional.empty(), Optional.empty(), Optional.empty());
    }
    FileStatus file = present.get(0);
    Optional<String> fault = faultWithoutSum(file);
    return fault.isEmpty()
        ? new Outcome(Optional.of(file), Optional.empty(), Optional.empty())
        : damaged(TableDamage.Kind.ROWS, file.getPath(), fault.get(), Optional.empty());
  }

  /** Fault of a file of which no sum is known; empty if it has none. */
  Optional<String> faultWithoutSum(FileStatus file) {
    return read(
        file,
        in -> {
          ParquetFooter footer = ParquetFooter.read(in, file.getLen());
          return footer.columns().contains(Table.SCHEMA_VERSION)
              ? Optional.empty()
              : Optional.of("it has no column " + Table.SCHEMA_VERSION);
        });
  }

  private Outcome withSums(RowFiles names, List<FileStatus> present, List<TableSum> versions) {
    List<String> faults = new ArrayList<>();
    FileStatus faulty = null;
    for (TableSum sum : versions) {
      for (FileStatus file : present) {
        if (file.getPath().getName().equals(sum.file())) {
          Optional<String> fault = fault(file, sum);
          if (fault.isEmpty()) {
            return new Outcome(Optional.of(file), Optional.of(sum), unfinished(present, file, sum));
          }
          faults.add(fault.get());
          faulty = faulty == null ? file : faulty;
        }
      }
    }
    for (TableSum sum : versions) {
      Path waiting = names.waiting(sum.file());
      if (store.status(waiting).filter(file -> fault(file, sum).isEmpty()).isPresent()) {
        return damaged(
            TableDamage.Kind.PUBLICATION, waiting, "its publication was stopped", Optional.of(sum));
      }
    }
    Optional<TableSum> lost = versions.stream().findFirst();
    return faults.isEmpty()
        ? damaged(
            TableDamage.Kind.ROWS,
            new Path(names.folder(), lost.map(TableSum::file).orElse(names.first().getName())),
            present.isEmpty() ? MISSING : "another file is in its place",
            lost)
        : damaged(TableDamage.Kind.ROWS, faulty.getPath(), faults.get(0), lost);
  }

  /** Other readers fail on what a publication that was stopped has left beside the file. */
  private Optional<TableDamage> unfinished(
      List<FileStatus> present, FileStatus file, TableSum sum) {
    return !readsEveryByte() || present.size() == 1
        ? Optional.empty()
        : Optional.of(
            new TableDamage(
                table,
                TableDamage.Kind.PUBLICATION,
                file.getPath(),
                run,
                "its publication was stopped",
                Optional.of(sum)));
  }

  private boolean readsEveryByte() {
    return depth == Depth.EVERY_BYTE || (depth == Depth.EVERY_BYTE_OF_RUNS && run.isPresent());
  }

  private Optional<String> fault(FileStatus file, TableSum sum) {
    if (file.getLen() != sum.bytes()) {
      return Optional.of("%d bytes instead of %d".formatted(file.getLen(), sum.bytes()));
    }
    return read(
        file,
        in -> {
          if (!readsEveryByte() && file.getLen() > LARGE) {
            long rows = ParquetFooter.read(in, file.getLen()).rows();
            return rows == sum.rows()
                ? Optional.empty()
                : Optional.of("%d rows instead of %d".formatted(rows, sum.rows()));
          }
          ((Seekable) in).seek(0);
          return TableSum.digest(in).equals(sum.sha256())
              ? Optional.empty()
              : Optional.of("its SHA-256 is another than when it was written");
        });
  }

  private Optional<String> read(
      FileStatus file, org.sparkresnet.files.AtomicFiles.Reading<Optional<String>> reading) {
    try {
      return store.read(file.getPath(), reading);
    } catch (ParquetFooter.NoParquetException e) {
      return Optional.of(e.getMessage());
    } catch (FileNotFoundException e) {
      return Optional.of(MISSING);
    } catch (IOException e) {
      throw FileErrors.cannot("read", file.getPath(), e);
    }
  }

  private Outcome damaged(
      TableDamage.Kind kind, Path file, String reason, Optional<TableSum> lost) {
    return new Outcome(
        Optional.empty(), lost, Optional.of(new TableDamage(table, kind, file, run, reason, lost)));
  }

  /** Damage of a file of which no sum is known. */
  TableDamage damage(TableDamage.Kind kind, Path file, String reason) {
    return new TableDamage(table, kind, file, run, reason, Optional.empty());
  }
}
