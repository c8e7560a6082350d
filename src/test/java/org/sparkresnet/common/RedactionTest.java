package org.sparkresnet.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @CsvSource({
    "hdfs://me:secret@host/x, hdfs://(redacted)@host/x",
    "hdfs://me:sec@ret@host/x, hdfs://(redacted)@host/x",
    "hdfs://me@realm:secret@host/x, hdfs://(redacted)@host/x",
  })
  void aUriLosesItsUserAndPassword(String uri, String shown) {
    assertThat(Redaction.holdsPassword(uri)).isTrue();
    assertThat(Redaction.redact(uri)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"hdfs://host:8020/x", "abfs://box@account.example/x", "see https://a:1/b and c@d"})
  void otherTextsStayAsTheyAre(String text) {
    assertThat(Redaction.holdsPassword(text)).isFalse();
    assertThat(Redaction.redact(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3a://AKIA123:wJalr/K7/bPx@bucket/x | s3a://(redacted)@bucket/x",
        "s3a://AKIA123:12345/K7+b=@bucket/x | s3a://(redacted)@bucket/x",
        "s3a://AKIA123%3AwJalr/K7@bucket | s3a://(redacted)@bucket",
        "hdfs://me:p?a#s/s w@host/x | hdfs://(redacted)@host/x",
        "hdfs://:secret@host/x | hdfs://(redacted)@host/x",
        "//me:secret@host/x | //(redacted)@host/x",
        "https://ghp_16characters@host/x | https://(redacted)@host/x",
        "https://a.blob.example/c?sv=2022&sp=r&sig=a%2Bb c | https://a.blob.example/c?sv=2022&sp=r&sig=(redacted)",
        "https://h/x?token=a/b+c== | https://h/x?token=(redacted)",
        "https://h/x#access_token=abc | https://h/x#access_token=(redacted)",
        "https://h/x?key=AIza b&n=1 | https://h/x?key=(redacted)&n=1",
        "https://h/x?n=1&Code=a/b+c==#p | https://h/x?n=1&Code=(redacted)#p",
        "https://h/x?auth=abc&pass=x | https://h/x?auth=(redacted)&pass=(redacted)",
        "https://h/x?X-Amz-Signature=ab&X-Amz-Date=1 | https://h/x?X-Amz-Signature=(redacted)&X-Amz-Date=1",
      })
  void aLocationLosesItsSecretWhateverItsCharacters(String location, String shown) {
    assertThat(Redaction.holdsPassword(location)).isTrue();
    assertThat(Redaction.redactLocation(location)).isEqualTo(shown);
    // In a text, too, though a blank ends a word there.
    assertThat(Redaction.redact("cannot read " + location.replace(" ", "") + " now"))
        .isEqualTo("cannot read " + shown + " now");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://host:8020/day@1/x",
        "hdfs://[::1]:8020/day@1",
        "hdfs://host/a:b@c",
        "s3a://bucket/12:30@noon",
        "abfss://box@account.dfs.core.windows.net/x",
        "file:///data/a@b:c",
        "hdfs://h/data_batch_?.bin",
        "hdfs://h/day=2026-11-24/design=3",
        "hdfs://h/key=loss/code=3",
        "/data/me:you@home",
        "data/cifar-10",
      })
  void anOrdinaryLocationHoldsNoSecret(String location) {
    assertThat(Redaction.holdsPassword(location)).isFalse();
    assertThat(Redaction.redact("at " + location + ", ok")).isEqualTo("at " + location + ", ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.authenticate.secret",
        "spark.ssl.keyPassword",
        "fs.azure.account.key.providers.dfs.core.windows.net",
        "fs.azure.sas.box.account.blob.core.windows.net",
        "fs.azure.account.oauth2.client.secret",
        "fs.s3a.access.key",
        "fs.s3a.secret.key",
        "fs.s3a.session.token",
        "fs.s3a.encryption.key",
        "fs.s3a.server-side-encryption.key",
        "google.cloud.auth.service.account.private.key",
        "AWS_ACCESS_KEY_ID",
        "aws_session",
        "db.pwd",
        "apiKey",
        "sig",
        "credentials",
      })
  void namesOfSecretsAreKnown(String key) {
    assertThat(SecretKeys.isSecret(key)).isTrue();
    assertThat(Redaction.redact(key, "x")).isEqualTo(Redaction.HIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.sql.session.timeZone",
        "spark.network.crypto.saslFallback",
        "spark.io.encryption.keySizeBits",
        "spark.io.encryption.keygen.algorithm",
        "spark.security.credentials.hive.enabled",
        "fs.s3a.aws.credentials.provider",
        "dfs.encryption.key.provider.uri",
        "spark.executorEnv.PWD",
        "fs.s3a.encryption.algorithm",
        "fs.azure.account.auth.type.account",
        "train.seed",
        "registry.significance",
      })
  void ordinaryNamesAreNot(String key) {
    assertThat(SecretKeys.isSecret(key)).isFalse();
  }
}
