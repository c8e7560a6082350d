package org.sparkresnet.sql;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Rows of a partition with their predictions, in their order, each beside the file that it was read
 * from. Few rows are gathered at first, so that a query with a limit is answered soon, and then as
 * many as keep a network busy.
 */
final class PredictedRows implements Iterator<InternalRow> {
  private static final int FIRST_ROWS = 16;
  private static final int MOST_ROWS = 512;

  /** Most bytes of pictures' files and of other columns that are gathered. */
  private static final long MOST_BYTES = 32L << 20;

  private final Iterator<InternalRow> rows;
  private final QueryModel model;
  private final UnsafeProjection toImage;
  private final UnsafeProjection toKept;
  private final UnsafeProjection toResult;
  private final JoinedRow joined = new JoinedRow();
  private final List<InternalRow> gathered = new ArrayList<>();

  /** File of each gathered row. */
  private final List<InputFile> files = new ArrayList<>();

  /** The file that the rows below are at. */
  private InputFile below = InputFile.current();

  private InternalRow[] predictions = {};
  private int next;
  private int most = FIRST_ROWS;

  PredictedRows(Iterator<InternalRow> rows, RowProjections projections, QueryModel model) {
    this.rows = rows;
    this.model = model;
    toImage = projections.toImage();
    toKept = projections.toKept();
    toResult = projections.toResult();
  }

  @Override
  public boolean hasNext() {
    return next < predictions.length || belowHasNext();
  }

  /** Asks the rows below, which go on to their next file at the end of one. */
  private boolean belowHasNext() {
    below.restore();
    boolean has = rows.hasNext();
    below = InputFile.current();
    return has;
  }

  private InternalRow nextBelow() {
    InternalRow row = rows.next();
    below = InputFile.current();
    return row;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (next == predictions.length) {
      predictNextRows();
    }
    InternalRow prediction = new GenericInternalRow(new Object[] {predictions[next]});
    InternalRow row = toResult.apply(joined.apply(gathered.get(next), prediction));
    files.get(next).restore();
    next++;
    return row;
  }

  private void predictNextRows() {
    if (TaskContext.get().isInterrupted()) {
      throw new TaskKilledException();
    }
    gathered.clear();
    files.clear();
    List<byte[]> pictures = new ArrayList<>();
    long bytes = 0;
    while (gathered.size() < most && bytes < MOST_BYTES && belowHasNext()) {
      InternalRow row = nextBelow();
      UnsafeRow image = toImage.apply(row);
      byte[] picture = image.isNullAt(0) ? null : image.getBinary(0);
      UnsafeRow kept = toKept.apply(row).copy();
      pictures.add(picture);
      gathered.add(kept);
      files.add(below);
      bytes += kept.getSizeInBytes() + (picture == null ? 0 : picture.length);
    }
    predictions = PicturePredictions.of(model, pictures);
    next = 0;
    most = Math.min(MOST_ROWS, 2 * most);
  }
}
