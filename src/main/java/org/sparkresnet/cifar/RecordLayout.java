package org.sparkresnet.cifar;

/** Layout of a record: its label, if it has one, and then 3,072 bytes of pixels. */
public enum RecordLayout {
  /** No label. */
  UNLABELLED(0),
  /** CIFAR-10's: a label of one byte, 0 to 255. */
  BYTE(1),
  /** A label of two bytes, the lower one first, of data sets with more than 256 classes. */
  WORD(2),
  /** CIFAR-100's two labels of one byte each, of which the first one is read. */
  COARSE(2),
  /** CIFAR-100's two labels of one byte each, of which the second one is read. */
  FINE(2);

  /** Most classes that a label of one byte tells apart. */
  private static final int MOST_OF_A_BYTE = 256;

  private final int labelBytes;

  RecordLayout(int labelBytes) {
    this.labelBytes = labelBytes;
  }

  /** Layout of the records of a data set that is not CIFAR-100. */
  public static RecordLayout of(ClassNames classes) {
    return classes.size() > MOST_OF_A_BYTE ? WORD : BYTE;
  }

  /** Bytes before the pixels. */
  public int labelBytes() {
    return labelBytes;
  }

  /** Bytes of a record. */
  public int recordBytes() {
    return labelBytes + CifarFormat.PIXEL_BYTES;
  }

  /** Label of the record that begins at an offset; 0 without labels. */
  public int label(byte[] records, int offset) {
    return switch (this) {
      case UNLABELLED -> 0;
      case BYTE, COARSE -> Byte.toUnsignedInt(records[offset]);
      case FINE -> Byte.toUnsignedInt(records[offset + 1]);
      case WORD ->
          Byte.toUnsignedInt(records[offset])
              | Byte.toUnsignedInt(records[offset + 1]) << Byte.SIZE;
    };
  }

  /**
   * Writes the label of the record that begins at an offset.
   *
   * @param label that a class of the layout has, see {@link #of}
   */
  public void putLabel(int label, byte[] records, int offset) {
    switch (this) {
      case UNLABELLED -> {}
      case BYTE -> records[offset] = (byte) label;
      case WORD -> {
        records[offset] = (byte) label;
        records[offset + 1] = (byte) (label >> Byte.SIZE);
      }
      case COARSE, FINE ->
          throw new IllegalArgumentException("CIFAR-100's records have two labels");
    }
  }
}
