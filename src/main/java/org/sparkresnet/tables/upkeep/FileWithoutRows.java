package org.sparkresnet.tables.upkeep;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableFiles;

/**
 * File of a table that has today's columns and no rows, in the folder that other readers list
 * first. A table without rows can be read, and Spark, which takes the columns from the first file,
 * finds all of them. Its name has a sum of the columns: a version with others puts another file in
 * its place. It is small enough to be read whole whenever a job begins. Runs no Spark job.
 */
final class FileWithoutRows {
  private static final String NAME = "columns-";
  private static final int DIGITS = 12;
  private static final long ROW_GROUP_BYTES = 1 << 20;

  private FileWithoutRows() {}

  /**
   * Writes the file of a table if it is not there or is damaged, and removes those of other
   * versions.
   *
   * @return the damage, in words; empty if there was none
   * @throws org.sparkresnet.common.UserError of code STORAGE if the file cannot be read
   */
  static Optional<String> require(StoreWriter writer, Table<?> table) throws IOException {
    byte[] content = content(table.readSchema());
    Path file = file(writer.store(), table, content);
    State state = State.of(writer.store(), file, content);
    if (!state.isWhole()) {
      writer.files().write(file, out -> out.write(content));
      removeOthers(writer.files(), file.getParent(), file.getName());
    }
    return state.damage();
  }

  /** Damage of the file of a table, in words; empty if it is whole or was never written. */
  static Optional<String> damage(Store store, Table<?> table) throws IOException {
    byte[] content = content(table.readSchema());
    return State.of(store, file(store, table, content), content).damage();
  }

  private static Path file(Store store, Table<?> table, byte[] content) {
    return new Path(
        TableFiles.folderWithoutRows(store, table),
        NAME + Sha256.shortened(Sha256.of(content), DIGITS) + RowFiles.EXTENSION);
  }

  /**
   * State of a file.
   *
   * @param isWhole whether every byte is as it was written
   * @param damage what is wrong with a file that is there, in words
   */
  private record State(boolean isWhole, Optional<String> damage) {
    static State of(Store store, Path file, byte[] content) {
      try {
        byte[] found = store.read(file, in -> in.readNBytes(content.length + 1));
        return Arrays.equals(found, content)
            ? new State(true, Optional.empty())
            : damaged(file, "other bytes than when it was written");
      } catch (FileNotFoundException e) {
        return new State(false, Optional.empty());
      } catch (IOException e) {
        throw FileErrors.cannot("read", file, e);
      }
    }

    private static State damaged(Path file, String reason) {
      return new State(false, Optional.of(HumanText.path(file) + " is damaged (" + reason + ")"));
    }
  }

  private static void removeOthers(AtomicFiles files, Path folder, String name) throws IOException {
    for (FileStatus file : files.list(folder)) {
      String other = file.getPath().getName();
      if (other.startsWith(NAME) && !other.equals(name)) {
        files.remove(file.getPath());
      }
    }
  }

  private static byte[] content(StructType schema) throws IOException {
    MessageType columns =
        new SparkToParquetSchemaConverter(
                false, SQLConf.ParquetOutputTimestampType$.MODULE$.TIMESTAMP_MICROS(), false)
            .convert(schema);
    Memory memory = new Memory();
    ParquetFileWriter file =
        new ParquetFileWriter(
            memory,
            columns,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            0,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    file.start();
    file.end(Map.of(ParquetReadSupport.SPARK_METADATA_KEY(), schema.json())); // closes it
    return memory.bytes.toByteArray();
  }

  /** File in memory. */
  private static final class Memory implements OutputFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int value) {
          bytes.write(value);
        }

        @Override
        public void write(byte[] data, int offset, int length) {
          bytes.write(data, offset, length);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
