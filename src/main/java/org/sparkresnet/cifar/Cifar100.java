package org.sparkresnet.cifar;

import java.util.List;

/**
 * Files and classes of CIFAR-100's binary version: {@code train.bin} and {@code test.bin}, whose
 * records have two labels of one byte each, the coarse one of 20 classes and the fine one of 100.
 * Source: Alex Krizhevsky, <a href="https://www.cs.toronto.edu/~kriz/cifar.html">The CIFAR-100
 * dataset</a>.
 */
public final class Cifar100 {
  /** The training file. */
  public static final String TRAINING_FILE = "train.bin";

  /** The test file. */
  public static final String TEST_FILE = "test.bin";

  /** The folder inside the official archive that holds the files. */
  public static final String ARCHIVE_FOLDER = "cifar-100-binary";

  /** The label of a record that is read. */
  public enum Label {
    /** One of 100 classes. */
    FINE(
        RecordLayout.FINE,
        "fine_label_names.txt",
        """
        apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus \
        butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch \
        crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo \
        keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse \
        mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy \
        porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper \
        snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television \
        tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm"""),
    /** One of 20 groups of five classes. */
    COARSE(
        RecordLayout.COARSE,
        "coarse_label_names.txt",
        """
        aquatic_mammals fish flowers food_containers fruit_and_vegetables \
        household_electrical_devices household_furniture insects large_carnivores \
        large_man-made_outdoor_things large_natural_outdoor_scenes large_omnivores_and_herbivores \
        medium_mammals non-insect_invertebrates people reptiles small_mammals trees vehicles_1 \
        vehicles_2""");

    private final RecordLayout layout;
    private final String namesFile;
    private final String names;

    Label(RecordLayout layout, String namesFile, String names) {
      this.layout = layout;
      this.namesFile = namesFile;
      this.names = names;
    }

    /** Layout of the records, of which this label is read. */
    public RecordLayout layout() {
      return layout;
    }

    /** The file with one class name a line, beside the binaries. */
    public String namesFile() {
      return namesFile;
    }

    /** The official classes, where no file has their names. */
    public ClassNames classes() {
      return new ClassNames(List.of(names.split(" ")));
    }
  }

  private Cifar100() {}

  /** Tells whether a file of this name is one of CIFAR-100's. */
  public static boolean isFile(String name) {
    return name.equals(TRAINING_FILE) || name.equals(TEST_FILE);
  }
}
