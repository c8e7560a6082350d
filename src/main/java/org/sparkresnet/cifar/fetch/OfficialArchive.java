package org.sparkresnet.cifar.fetch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;

/** Source that downloads the author's .tar.gz and unpacks it on the way. */
final class OfficialArchive implements FileSource {
  /** Short, so that a machine without internet tries the next source soon. */
  private static final int CONNECT_MILLIS = 5_000;

  /** Longest pause within a download. */
  private static final int READ_MILLIS = 30_000;

  private final URI address;

  OfficialArchive(URI address) {
    this.address = address;
  }

  @Override
  public String name() {
    return address.toString();
  }

  @Override
  public void provide(List<ExpectedFile> wanted, Path folder, FetchListener progress)
      throws IOException {
    Map<String, Long> names =
        wanted.stream().collect(Collectors.toMap(ExpectedFile::name, ExpectedFile::bytes));
    Set<String> found;
    try (InputStream in = open(progress)) {
      found = TarExtractor.extract(name(), in, names, folder);
    } catch (UnknownHostException e) {
      throw new IOException("unknown host " + address.getHost(), e);
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer within the time limit (" + e.getMessage() + ")", e);
    }
    for (ExpectedFile file : wanted) {
      if (!found.contains(file.name())) {
        throw new FileNotFoundException("the archive holds no " + file.name());
      }
    }
  }

  // Not java.net.http: it has no limit for a body that stops coming.
  private InputStream open(FetchListener progress) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    int status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      connection.disconnect();
      throw new IOException("the server answered with status " + status);
    }
    String label = Path.of(address.getPath()).getFileName().toString();
    return new CountingInput(
        connection.getInputStream(), label, connection.getContentLengthLong(), progress);
  }
}
