package org.sparkresnet.jobs.convert;

import java.io.Serializable;
import org.sparkresnet.pictures.DamagedPictureException;
import org.sparkresnet.pictures.Fit;
import org.sparkresnet.pictures.PictureReader;

/**
 * Picture that was read, or why it was not.
 *
 * @param key null of a damaged one
 * @param pixels [3,32,32]; null of a damaged one
 * @param defect in words; null of a whole one
 */
record ConvertedPicture(String name, PictureKey key, byte[] pixels, String defect)
    implements Serializable {
  static ConvertedPicture of(FoundPicture found, Fit fit, double testShare, int part, int index) {
    if (found.defect() != null) {
      return new ConvertedPicture(found.name(), null, null, found.defect());
    }
    try {
      byte[] pixels = PictureReader.read(found.bytes(), fit);
      return new ConvertedPicture(
          found.name(),
          PictureKey.of(pixels, found.label(), found.side(), testShare, part, index),
          pixels,
          null);
    } catch (DamagedPictureException e) {
      return new ConvertedPicture(found.name(), null, null, e.getMessage());
    }
  }
}
