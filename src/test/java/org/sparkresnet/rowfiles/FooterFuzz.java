package org.sparkresnet.rowfiles;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.Seekable;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.sparkresnet.fuzz.FuzzTarget;

/** Reader of the footers of Parquet files. */
public final class FooterFuzz {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private FooterFuzz() {}

  public static FuzzTarget target() throws IOException {
    return new FuzzTarget(
        "footer", List.of(footer()), List.of(), List.of(FooterFuzz::file), FooterFuzz::read);
  }

  static ParquetFooter read(byte[] file) throws IOException {
    return ParquetFooter.read(new SeekableBytes(file), file.length);
  }

  /** A file with a footer and nothing else. */
  static byte[] file(byte[] footer) {
    return ByteBuffer.allocate(footer.length + 12)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put(footer)
        .putInt(footer.length)
        .put(MAGIC)
        .array();
  }

  /** A footer of one row group with one column. */
  static byte[] footer() throws IOException {
    ColumnMetaData data =
        new ColumnMetaData(
            Type.INT32,
            List.of(Encoding.PLAIN),
            List.of("step"),
            CompressionCodec.SNAPPY,
            3,
            30,
            20,
            4);
    ColumnChunk column = new ColumnChunk(4);
    column.setMeta_data(data);
    SchemaElement root = new SchemaElement("root");
    root.setNum_children(1);
    SchemaElement leaf = new SchemaElement("step");
    leaf.setType(Type.INT32);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeFileMetaData(
        new FileMetaData(1, List.of(root, leaf), 3, List.of(new RowGroup(List.of(column), 30, 3))),
        out);
    return out.toByteArray();
  }

  private static final class SeekableBytes extends ByteArrayInputStream implements Seekable {
    SeekableBytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public void seek(long position) {
      pos = (int) position;
    }

    @Override
    public long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }
  }
}
