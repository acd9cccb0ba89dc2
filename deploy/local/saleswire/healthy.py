"""Whether the service on a port of this machine is ready: a container's health check, with few imports."""

import http.client
import sys


def ready(port: int) -> bool:
    """Whether /readyz is answered with 200 within two seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not ready(int(sys.argv[1])))
