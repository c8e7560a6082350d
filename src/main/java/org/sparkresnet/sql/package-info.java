/** Functions of Spark SQL, and a stage of spark.ml, that classify the pictures of a column. */
package org.sparkresnet.sql;
