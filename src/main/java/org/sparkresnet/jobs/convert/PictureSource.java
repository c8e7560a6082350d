package org.sparkresnet.jobs.convert;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.cifar.ClassNames;

/**
 * Pictures that a folder or a table has.
 *
 * @param classes of their labels
 * @param isSplit tells whether the source says which pictures are for testing
 * @param count of the pictures
 * @param pictures lazy; read by the executors
 * @param notes on what was found, for the user
 * @param warnings of what is not read
 */
record PictureSource(
    ClassNames classes,
    boolean isSplit,
    long count,
    JavaRDD<FoundPicture> pictures,
    List<String> notes,
    List<String> warnings) {}
