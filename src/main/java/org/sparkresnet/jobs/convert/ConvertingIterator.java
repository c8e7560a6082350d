package org.sparkresnet.jobs.convert;

import java.util.Iterator;
import org.apache.spark.util.LongAccumulator;
import org.sparkresnet.pictures.Fit;

/** Converts the pictures of a partition one after the other, on an executor. */
final class ConvertingIterator implements Iterator<ConvertedPicture> {
  private final Iterator<FoundPicture> found;
  private final Fit fit;
  private final double testShare;
  private final int part;
  private final LongAccumulator done;
  private int index;

  ConvertingIterator(
      Iterator<FoundPicture> found, Fit fit, double testShare, int part, LongAccumulator done) {
    this.found = found;
    this.fit = fit;
    this.testShare = testShare;
    this.part = part;
    this.done = done;
  }

  @Override
  public boolean hasNext() {
    return found.hasNext();
  }

  @Override
  public ConvertedPicture next() {
    ConvertedPicture picture = ConvertedPicture.of(found.next(), fit, testShare, part, index);
    index++;
    done.add(1L);
    return picture;
  }
}
