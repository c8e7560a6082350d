package org.sparkresnet.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.evaluate.ScoreJob;
import org.sparkresnet.jobs.evaluate.ScoreRequest;
import org.sparkresnet.jobs.retrain.ChangeChampionJob;
import org.sparkresnet.jobs.retrain.ChangeRequest;
import org.sparkresnet.pictures.DamagedPictureException;
import org.sparkresnet.pictures.Fit;
import org.sparkresnet.pictures.PictureReader;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Pictures;
import org.sparkresnet.testing.Slow;

class ClassifyFunctionsTest {
  private static final Path TEST_BATCH = JobStore.SLICE.resolve("test_batch.bin");
  private static final int IMAGES = 100;

  @TempDir private Path folder;
  private JobStore store;
  private SparkSession spark;

  @BeforeEach
  void imagesAndAChampion() throws IOException {
    store = JobStore.withChampion(folder.resolve("store"));
    spark = LocalSpark.session().newSession();
    SparkSession.setActiveSession(spark);
    spark.conf().set(ModelResolver.STORE, store.path("").toString());
    List<Row> rows = new ArrayList<>();
    byte[] records = Files.readAllBytes(TEST_BATCH);
    for (int i = 0; i < IMAGES; i++) {
      int from = i * CifarFormat.RECORD_BYTES + 1;
      rows.add(
          RowFactory.create(i, Arrays.copyOfRange(records, from, from + CifarFormat.PIXEL_BYTES)));
    }
    table("images", rows);
  }

  @AfterEach
  void leaveNoSession() {
    SparkSession.clearActiveSession();
  }

  private void table(String name, List<Row> rows) {
    spark
        .createDataFrame(
            rows,
            new StructType().add("id", DataTypes.IntegerType).add("image", DataTypes.BinaryType))
        .repartition(3, functions.col("id"))
        .createOrReplaceTempView(name);
  }

  private void pictures(byte[]... files) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < files.length; i++) {
      rows.add(RowFactory.create(i, files[i]));
    }
    table("pictures", rows);
  }

  private List<Row> sql(String query) {
    return spark.sql(query).collectAsList();
  }

  private static String plan(Dataset<Row> rows) {
    return rows.queryExecution().executedPlan().toString();
  }

  private List<PredictionRow> scored() throws IOException {
    new ScoreJob(store.context())
        .run(
            new ScoreRequest(
                JobStore.config(),
                new RunId("scores"),
                "champion",
                List.of(TEST_BATCH.toString()),
                LabelMode.YES));
    return store.rows(PredictionRow.TABLE, "scores").stream()
        .sorted(java.util.Comparator.comparing(PredictionRow::exampleId))
        .toList();
  }

  private void assertAsScored(List<Row> rows, List<PredictionRow> scores) {
    assertThat(rows).hasSize(scores.size());
    for (int i = 0; i < scores.size(); i++) {
      PredictionRow score = scores.get(i);
      assertThat(rows.get(i).getStruct(0))
          .isEqualTo(
              RowFactory.create(
                  ClassNames.CIFAR_10.name(score.predictedId()),
                  score.predictedId(),
                  score.probability(),
                  score.modelVersion().orElseThrow(),
                  score.modelSha256(),
                  null));
    }
  }

  @Test
  void rowsAreScoresBitForBitHoweverTheyAreGatheredOrNot() throws IOException {
    List<PredictionRow> scores = scored();
    for (int partitions : new int[] {1, 7}) {
      spark.table("images").repartition(partitions).createOrReplaceTempView("dealt");
      assertAsScored(sql("select classify_detail(image) from dealt order by id"), scores);
    }
    assertAsScored(
        sql(
            "select transform(array(image), x -> classify_detail(x))[0] from images where id < 10"
                + " order by id"),
        scores.subList(0, 10));
  }

  @Test
  void theFunctionsAgreeAndNeedOneEvaluation() {
    Dataset<Row> rows =
        spark.sql(
            "select classify(image) label, classify_proba(image) proba, classify_top(image, 3) top,"
                + " classify_detail(image) detail from images");
    assertThat(plan(rows).split("Classify ", -1)).hasSize(2);
    for (Row row : rows.collectAsList()) {
      Map<String, Double> proba = row.getJavaMap(row.fieldIndex("proba"));
      assertThat(List.copyOf(proba.keySet()))
          .containsExactlyInAnyOrderElementsOf(ClassNames.CIFAR_10.names());
      assertThat(proba.values().stream().mapToDouble(it -> it).sum())
          .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
      List<Row> top = row.getList(row.fieldIndex("top"));
      assertThat(top).hasSize(3);
      assertThat(top.get(0).getString(0))
          .isEqualTo(row.getString(0))
          .isEqualTo(row.getStruct(3).getString(0));
      for (Row one : top) {
        assertThat(proba).containsEntry(one.getString(0), one.getDouble(1));
      }
      assertThat(top.get(0).getDouble(1)).isGreaterThanOrEqualTo(top.get(1).getDouble(1));
      assertThat(top.get(1).getDouble(1)).isGreaterThanOrEqualTo(top.get(2).getDouble(1));
    }
  }

  @Test
  void picturesHaveThePixelsThatConvertGivesThem() throws DamagedPictureException {
    byte[] jpeg = Pictures.file(50, 37, 2, "jpg");
    byte[][] files = {
      Pictures.file(40, 64, 1, "png"),
      jpeg,
      Pictures.oriented(jpeg, 6, ByteOrder.BIG_ENDIAN),
      Pictures.file(33, 32, 3, "bmp"),
      Pictures.file(48, 40, 4, "gif")
    };
    pictures(files);
    List<Row> answers = sql("select id, classify_proba(image) from pictures order by id");
    byte[][] pixels = new byte[files.length][];
    for (int i = 0; i < files.length; i++) {
      pixels[i] = PictureReader.read(files[i], Fit.CROP);
    }
    assertThat(pixels[1]).isNotEqualTo(pixels[2]);
    pictures(pixels);
    assertThat(sql("select id, classify_proba(image) from pictures order by id"))
        .isEqualTo(answers);
  }

  @Test
  void aModelOfPaddedPicturesIsAppliedToPaddedOnes() throws IOException, DamagedPictureException {
    SavedModel saved =
        SavedModel.load(
            store.context().hadoop(), store.context().store(), JobStore.config(), "champion");
    Path model = folder.resolve("padded.zip");
    Files.write(
        model,
        SavedModel.toBytes(
            saved.replica(JobStore.config()),
            saved.parameters(),
            saved.description().orElseThrow().withFit(Fit.PAD)));
    byte[] wide = Pictures.file(200, 100, 5, "png");
    pictures(wide, PictureReader.read(wide, Fit.PAD), PictureReader.read(wide, Fit.CROP));
    List<Row> answers =
        sql("select classify_proba(image, '%s') from pictures order by id".formatted(model));
    assertThat(answers.get(0)).isEqualTo(answers.get(1)).isNotEqualTo(answers.get(2));
    List<Row> ofChampion = sql("select classify_proba(image) from pictures order by id");
    assertThat(ofChampion.get(0)).isEqualTo(ofChampion.get(2)).isNotEqualTo(ofChampion.get(1));
  }

  @Slow
  @Test
  void aPictureThatCannotBeReadIsNullWithAReason() {
    byte[] png = Pictures.file(40, 40, 1, "png");
    pictures(
        Pictures.truncated(png, 100),
        null,
        new byte[3071],
        Arrays.copyOf(Pictures.truncated(png, 100), 3072),
        Arrays.copyOf("RIFF....WEBPVP8 ".getBytes(StandardCharsets.US_ASCII), 3072),
        Arrays.copyOf("....ftypavif".getBytes(StandardCharsets.US_ASCII), 3072),
        png);
    List<Row> rows =
        sql(
            "select classify(image), classify_proba(image), classify_top(image, 2),"
                + " classify_detail(image) from pictures order by id");
    assertThat(rows)
        .extracting(row -> row.getStruct(3).<String>getAs("reason"))
        .containsExactly(
            "the picture is truncated: its last chunk is missing",
            "the picture has no bytes",
            "the picture is no PNG, JPEG, BMP or GIF",
            "the picture is truncated: its last chunk is missing",
            "the picture is no PNG, JPEG, BMP or GIF; it is WebP",
            "the picture is no PNG, JPEG, BMP or GIF; it is AVIF",
            null);
    for (Row row : rows.subList(0, 6)) {
      assertThat(row.isNullAt(0) && row.isNullAt(1) && row.isNullAt(2)).as(row.toString()).isTrue();
      assertThat(row.getStruct(3).isNullAt(0)).as(row.toString()).isTrue();
    }
    assertThat(rows.get(6).isNullAt(0)).isFalse();
  }

  @Slow
  @Test
  void aPromotionChangesTheNextQueryAndNotThisOne() throws IOException {
    store.registerSecond();
    String versions = "select classify_detail(image).model_version from images where id < 5";
    Dataset<Row> before = spark.sql("select classify_detail(image).model_version from images");
    Dataset<Row> cached = spark.sql(versions).cache();
    sql("cache table of_text as " + versions);
    assertThat(sql("select distinct * from of_text"))
        .isEqualTo(cached.distinct().collectAsList())
        .containsExactly(RowFactory.create("cifar-10@v000001"));
    new ChangeChampionJob(store.context())
        .promote(new ChangeRequest(JobStore.config(), new RunId("p"), ""), "v2");
    SparkSession.setActiveSession(spark);
    assertThat(before.distinct().collectAsList())
        .containsExactly(RowFactory.create("cifar-10@v000001"));
    assertThat(sql("select distinct classify_detail(image).model_version from images"))
        .containsExactly(RowFactory.create("cifar-10@v000002"));
    assertThat(cached.distinct().collectAsList())
        .containsExactly(RowFactory.create("cifar-10@v000001"));
    assertThat(sql("select distinct * from of_text"))
        .as("Spark keeps the text of a cached query")
        .containsExactly(RowFactory.create("cifar-10@v000002"));
    assertThat(
            sql(
                "select distinct classify_detail(image, 'v1').model_version,"
                    + " classify_detail(image, 'cifar-10@champion').model_version from images"))
        .containsExactly(RowFactory.create("cifar-10@v000001", "cifar-10@v000002"));
  }

  @Test
  void thePlanNamesVersionAndSha256() {
    String sha256 =
        org.sparkresnet.registry.Registry.open(store.context().store(), "cifar-10")
            .champion()
            .orElseThrow()
            .sha256();
    String explained =
        sql("explain select classify(image, 'cifar-10@champion') from images").get(0).getString(0);
    assertThat(explained).contains("Classify ", "model cifar-10@v000001, sha256 " + sha256);
    assertThat(sql("explain formatted select classify(image) from images").get(0).getString(0))
        .contains("model cifar-10@v000001, sha256 " + sha256);
  }

  @Test
  void aModelIsNamedByItsPathToo() {
    String path = store.path("runs/first/model.zip").toString();
    assertThat(
            sql(
                "select count(*) from images where classify(image, '%s') = classify(image)"
                    .formatted(path)))
        .containsExactly(RowFactory.create((long) IMAGES));
    spark.conf().set(ModelResolver.MODEL, path);
    assertThat(sql("select classify_detail(image).model_version from images limit 1"))
        .containsExactly(RowFactory.create((Object) null));
  }

  @Slow
  @Test
  void callsStandWhereverAnExpressionCan() {
    sql("cache table answers as select id, image, classify(image) label from images");
    long cats = spark.table("answers").filter("label = 'cat'").count();
    assertThat(sql("select count(*) from images where classify(image) = 'cat' and id >= 0"))
        .containsExactly(RowFactory.create(cats));
    assertThat(sql("select id from images order by classify(image), id"))
        .isEqualTo(sql("select id from answers order by label, id"));
    assertThat(sql("select classify(image) c, count(*) from images group by 1 order by 1"))
        .isEqualTo(sql("select label, count(*) from answers group by 1 order by 1"));
    assertThat(
            sql(
                "select count(distinct classify(image)), sum(int(classify(image) = 'cat')) from images"))
        .isEqualTo(sql("select count(distinct label), sum(int(label = 'cat')) from answers"));
    assertThat(
            sql(
                "select count(*) from images a join answers b on a.id = b.id and classify(a.image) = b.label"))
        .containsExactly(RowFactory.create((long) IMAGES));
    assertThat(
            sql(
                "select count(*) from answers a where exists"
                    + " (select 1 from images b where a.id = b.id and classify(b.image) = a.label)"))
        .containsExactly(RowFactory.create((long) IMAGES));
    assertThat(sql("select classify(first(image)) from images where id = 7"))
        .isEqualTo(sql("select label from answers where id = 7"));
    assertThat(
            sql(
                "select id, row_number() over (partition by classify(image) order by id) from images"
                    + " order by id"))
        .isEqualTo(
            sql(
                "select id, row_number() over (partition by label order by id) from answers order by id"));
    assertThat(sql("select classify(image) from images where id = 5 limit 1"))
        .isEqualTo(sql("select label from answers where id = 5"));
    assertThat(sql("select classify(null), classify(unhex('00'))"))
        .containsExactly(RowFactory.create(null, null));
  }

  @Test
  void aCallOnAGroupedPictureIsOfTheGroups() {
    spark.conf().set("spark.sql.codegen.wholeStage", "true"); // as by default
    sql("cache table few as select id, image, classify(image) label from images where id < 12");
    sql(
        "create or replace temp view twice as select id, image from few"
            + " union all select id, image from few where id < 5");
    assertThat(
            sql(
                "select id, classify(image), count(*), classify_detail(image).label from twice"
                    + " group by image, id order by id"))
        .isEqualTo(sql("select id, label, if(id < 5, 2L, 1L), label from few order by id"));
    assertThat(sql("select classify(image) c from (select distinct image from twice) order by c"))
        .isEqualTo(sql("select label from few order by label"));
    Dataset<Row> both =
        spark.sql(
            "select classify(first(image)), max(classify(image)), count(classify(image)) from twice"
                + " group by id having classify(first(image)) is not null order by id");
    assertThat(both.collectAsList())
        .isEqualTo(sql("select label, label, if(id < 5, 2L, 1L) from few order by id"));
    assertThat(plan(both)).contains("Classify ").doesNotContain("prediction(");
  }

  @Test
  void theFileOfARowIsItsOwnHoweverRowsAreGathered() {
    spark.conf().set("spark.sql.codegen.wholeStage", "true"); // as by default
    String files = folder.resolve("files").toString();
    spark.sql("select * from images where id < 60").repartition(6).write().parquet(files);
    spark.read().parquet(files).coalesce(1).createOrReplaceTempView("stored");
    String file = "input_file_name(), input_file_block_start(), input_file_block_length()";
    List<Row> expected = sql("select id, " + file + " from stored order by id");
    assertThat(expected.stream().map(row -> row.getString(1)).distinct()).hasSize(6);
    assertThat(
            sql(
                "select id, f, s, l from (select id, input_file_name() f, input_file_block_start()"
                    + " s, input_file_block_length() l, classify(image) c from stored)"
                    + " where c is not null order by id"))
        .as("beside the call")
        .isEqualTo(expected);
    assertThat(
            sql(
                "select id, %s from stored where classify(image) is not null order by id"
                    .formatted(file)))
        .as("above the call")
        .isEqualTo(expected);
  }

  @Test
  void aRandomPictureIsDrawnAndPredictedOnce() {
    spark.conf().set("spark.sql.codegen.wholeStage", "true"); // as by default
    LongAccumulator drawn = spark.sparkContext().longAccumulator();
    spark
        .udf()
        .register(
            "drawn",
            functions
                .udf(
                    (byte[] image) -> {
                      drawn.add(1);
                      return image;
                    },
                    DataTypes.BinaryType)
                .asNondeterministic());
    List<Row> expected = sql("select id, classify(image) from images where id < 20 order by id");
    assertThat(
            sql(
                "select id, classify(drawn(image)) from (select * from images where id < 20)"
                    + " order by id"))
        .isEqualTo(expected);
    assertThat(drawn.value()).isEqualTo(20);
    assertThat(
            sql(
                "select id, classify(if(rand(7) < 2, image, null)) from images where id < 20"
                    + " order by id"))
        .isEqualTo(expected);
    assertThat(spark.sql("select * from images where classify(drawn(image)) = 'cat'").columns())
        .containsExactly("id", "image");
    assertThat(
            sql(
                "select id from images where classify(drawn(image)) is not null and id < 20"
                    + " order by id"))
        .hasSize(20);
  }

  @Test
  void aConditionOnOtherColumnsComesBeforeTheNetwork() {
    sql("cache table stored as select * from images");
    String physical =
        plan(spark.sql("select id from stored where classify(image) = 'cat' and id < 10"));
    assertThat(physical.lastIndexOf("id#")).isGreaterThan(physical.indexOf("Classify "));
    assertThat(physical.indexOf("< 10")).isGreaterThan(physical.indexOf("Classify "));
    assertThat(physical.indexOf("= cat")).isLessThan(physical.indexOf("Classify "));
  }

  private void refused(String query, String message) {
    assertThatThrownBy(() -> spark.sql(query))
        .isInstanceOf(AnalysisException.class)
        .satisfies(e -> assertThat(((AnalysisException) e).getSimpleMessage()).startsWith(message));
  }

  @Test
  void mistakesAreRefusedInOneLineBeforeAnythingRuns() throws IOException {
    refused(
        "select classify() from images",
        "classify must be called as classify(image [, model]), has 0 arguments");
    refused(
        "select classify(id) from images",
        "classify: image must be binary (PNG, JPEG, BMP, GIF or 3,072 bytes of pixels), is:");
    spark
        .read()
        .format("image")
        .load(Files.write(folder.resolve("a.png"), Pictures.file(32, 32, 1, "png")).toString())
        .createOrReplaceTempView("source");
    refused(
        "select classify(image.data) from source",
        "classify: image must be the bytes of a picture's file, or pixels in planar RGB, cannot be"
            + " rows of BGR as Spark's image source has them:");
    assertThatThrownBy(
            () -> new ClassifierModel().setImageCol("image.data").transform(spark.table("source")))
        .hasMessageContaining("cannot be rows of BGR as Spark's image source has them");
    refused(
        "select classify_top(image, 0) from images",
        "classify_top: k must be a whole number of at least 1, the same for all rows, cannot be: 0");
    refused(
        "select classify(image, string(id)) from images",
        "classify: model must be a text such as 'cifar-10@champion', the same for all rows,");
    refused(
        "select classify(image, 'v9') from images",
        "cifar-10 has no version v000009; the newest is v000001");
    refused(
        "select classify(image, '/no/such/model.zip') from images", "/no/such/model.zip: no such");
    spark.conf().set("spark.sparkresnet.set.evaluate.precison", "float32");
    refused(
        "select classify(image) from images",
        "configuration: unknown key evaluate.precison; did you mean");
  }

  @Test
  void keysOfTheConfigurationAreThoseOfTheSession() {
    String one = "select classify_proba(image) from images where id = 1";
    List<Row> answers = sql(one);
    spark.conf().set("spark.sparkresnet.set.model.layers", "stock");
    assertThat(sql(one)).isNotEqualTo(answers);
  }

  @Test
  void theStageOfAPipelineDoesTheSameAfterItWasSaved() throws IOException {
    ClassifierModel stage = new ClassifierModel().setModel("champion").setPredictionCol("class");
    new org.apache.spark.ml.Pipeline()
        .setStages(new org.apache.spark.ml.PipelineStage[] {stage})
        .fit(spark.table("images"))
        .save(folder.resolve("pipeline").toString());
    Dataset<Row> answers =
        org.apache.spark.ml.PipelineModel.load(folder.resolve("pipeline").toString())
            .transform(spark.table("images"));
    assertThat(answers.columns()).containsExactly("id", "image", "class", "probability");
    assertThat(answers.orderBy("id").select("class", "probability").collectAsList())
        .isEqualTo(sql("select classify(image), classify_proba(image) from images order by id"));
    assertThat(stage.transformSchema(spark.table("images").schema()).fieldNames())
        .containsExactly(answers.columns());
    assertThatThrownBy(() -> stage.setImageCol("picture").transform(spark.table("images")))
        .hasMessage("imageCol must be a column of [id, image], cannot be: picture");
  }

  @Test
  void aStageFindsItsColumnAsSparkDoes() {
    ClassifierModel stage = new ClassifierModel();
    List<Row> expected = sql("select classify(image) from images where id < 5 order by id");
    Dataset<Row> dotted =
        spark.sql("select id, image as `img.raw`, struct(image as bytes) as img from images");
    for (String name : List.of("img.raw", "img.bytes", "IMG.Bytes")) {
      assertThat(
              stage
                  .setImageCol(name)
                  .transform(dotted)
                  .filter("id < 5")
                  .orderBy("id")
                  .select("prediction")
                  .collectAsList())
          .as(name)
          .isEqualTo(expected);
    }
    StructType schema = spark.table("images").schema();
    assertThat(stage.setImageCol("Image").transformSchema(schema).fieldNames())
        .containsExactly("id", "image", "prediction", "probability");
    refused(
        stage.setImageCol("id"),
        schema,
        "imageCol must be a column of binary, cannot be: id of type INT");
    refused(
        stage.setImageCol("img"),
        dotted.schema(),
        "imageCol must be a column of binary, cannot be: img of type STRUCT<bytes: BINARY>");
    refused(
        stage.setImageCol("image").setPredictionCol("ID"),
        schema,
        "a column that is added must not be there already, cannot be: ID");
    refused(
        stage.setPredictionCol("Probability"),
        schema,
        "a column that is added must not be there already, cannot be: probability");
    spark.conf().set("spark.sql.caseSensitive", "true");
    assertThat(stage.transformSchema(schema).fieldNames()).contains("Probability", "probability");
  }

  private static void refused(ClassifierModel stage, StructType schema, String message) {
    assertThatThrownBy(() -> stage.transformSchema(schema))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }
}
