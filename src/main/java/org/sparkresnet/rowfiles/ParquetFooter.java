package org.sparkresnet.rowfiles;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Seekable;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * Facts of a Parquet file from its last bytes.
 *
 * @param rows of the file
 * @param columns names of its columns
 * @param lastMiddle offset of the middle of the last row group; 0 without rows
 */
public record ParquetFooter(long rows, List<String> columns, long lastMiddle) {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** Bytes of the footer's length and of the magic at the end. */
  private static final int END = 8;

  /** Longest footer that is believed: a thousand times those of the tables. */
  private static final int MOST_BYTES = 16 << 20;

  /** Content that is no whole Parquet file. */
  public static final class NoParquetException extends IOException {
    private static final long serialVersionUID = 1L;

    NoParquetException(String reason) {
      super(reason);
    }
  }

  /**
   * Reads a file's footer.
   *
   * @param in the file, which can be positioned
   * @param bytes length of the file
   * @throws NoParquetException if the file is empty, torn or of another kind
   */
  public static ParquetFooter read(InputStream in, long bytes) throws IOException {
    if (bytes < MAGIC.length + END) {
      throw new NoParquetException(bytes + " bytes");
    }
    requireMagic(at(in, 0, MAGIC.length), "begin");
    byte[] end = at(in, bytes - END, END);
    requireMagic(Arrays.copyOfRange(end, END - MAGIC.length, END), "end");
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length <= 0 || length > MOST_BYTES || length > bytes - MAGIC.length - END) {
      throw new NoParquetException("a footer of " + length + " bytes");
    }
    return parse(at(in, bytes - END - length, length), bytes);
  }

  private static void requireMagic(byte[] found, String where) throws NoParquetException {
    if (!Arrays.equals(found, MAGIC)) {
      throw new NoParquetException("it does not " + where + " like a Parquet file");
    }
  }

  private static byte[] at(InputStream in, long offset, int length) throws IOException {
    ((Seekable) in).seek(offset);
    byte[] read = in.readNBytes(length);
    if (read.length < length) {
      throw new NoParquetException("it ends at byte " + (offset + read.length));
    }
    return read;
  }

  private static ParquetFooter parse(byte[] footer, long bytes) throws NoParquetException {
    try {
      FileMetaData file = read(footer);
      long middle = 0;
      long rows = 0;
      for (RowGroup group : file.getRow_groups()) {
        middle = Math.max(middle, middle(group));
        rows += group.getNum_rows();
      }
      if (rows != file.getNum_rows() || middle > bytes) {
        throw new NoParquetException("its footer contradicts itself");
      }
      return new ParquetFooter(
          rows, file.getSchema().stream().skip(1).map(SchemaElement::getName).toList(), middle);
    } catch (NoParquetException e) {
      throw e;
    } catch (TException | RuntimeException e) { // of a parser that was given any bytes
      throw new NoParquetException("its footer cannot be read");
    }
  }

  /**
   * Parquet's own reader believes the lengths of lists up to a hundred million, and makes room for
   * them: here no list or text is longer than the footer.
   */
  private static FileMetaData read(byte[] footer) throws TException {
    TConfiguration limits = TConfiguration.custom().setMaxMessageSize(footer.length).build();
    FileMetaData file = new FileMetaData();
    file.read(
        new TCompactProtocol(
            new TIOStreamTransport(limits, new ByteArrayInputStream(footer)),
            footer.length,
            footer.length));
    return file;
  }

  /** As Parquet's readers compute it, which take the row groups whose middle is in their range. */
  private static long middle(RowGroup group) {
    long size =
        group.isSetTotal_compressed_size()
            ? group.getTotal_compressed_size()
            : group.getColumns().stream()
                .mapToLong(column -> column.getMeta_data().getTotal_compressed_size())
                .sum();
    return begin(group.getColumns().get(0)) + size / 2;
  }

  private static long begin(ColumnChunk column) {
    ColumnMetaData data = column.getMeta_data();
    return data.isSetDictionary_page_offset()
        ? Math.min(data.getDictionary_page_offset(), data.getData_page_offset())
        : data.getData_page_offset();
  }
}
