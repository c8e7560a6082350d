package org.sparkresnet.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/**
 * Paths of the local disk whose file system tells a {@link Disk} of each change. Each is a proxy of
 * a real path: Java's {@code Files} asks a path for its file system, and that for its provider.
 */
final class DiskPaths {
  private DiskPaths() {}

  private record Handler(Path real) implements java.lang.reflect.InvocationHandler {
    @Override
    public Object invoke(Object self, java.lang.reflect.Method method, Object[] arguments)
        throws Throwable {
      if (method.getName().equals("getFileSystem")) {
        return DiskProvider.FILE_SYSTEM;
      }
      Object[] unwrapped = arguments == null ? new Object[0] : arguments.clone();
      for (int i = 0; i < unwrapped.length; i++) {
        unwrapped[i] = unwrapped[i] instanceof Path path ? DiskPaths.real(path) : unwrapped[i];
      }
      try {
        Object result = method.invoke(real, unwrapped);
        return result instanceof Path path ? of(path) : result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  static Path of(Path real) {
    return (Path)
        Proxy.newProxyInstance(
            DiskPaths.class.getClassLoader(), new Class<?>[] {Path.class}, new Handler(real));
  }

  static Path real(Path path) {
    return Proxy.isProxyClass(path.getClass())
            && Proxy.getInvocationHandler(path) instanceof Handler handler
        ? handler.real
        : path;
  }
}
