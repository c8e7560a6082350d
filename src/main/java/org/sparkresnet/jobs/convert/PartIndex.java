package org.sparkresnet.jobs.convert;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Keys of a partition's pictures, and its damaged ones: what the driver learns of them. */
record PartIndex(List<PictureKey> keys, List<DamagedPicture> damaged) implements Serializable {
  static PartIndex of(Iterator<ConvertedPicture> pictures) {
    List<PictureKey> keys = new ArrayList<>();
    List<DamagedPicture> damaged = new ArrayList<>();
    while (pictures.hasNext()) {
      ConvertedPicture picture = pictures.next();
      if (picture.defect() == null) {
        keys.add(picture.key());
      } else {
        damaged.add(new DamagedPicture(picture.name(), picture.defect()));
      }
    }
    return new PartIndex(keys, damaged);
  }
}
