"""Ask the app of this container whether it and its database answer: exit status 0 or 1, for Docker's HEALTHCHECK."""

import os
import sys
import urllib.request

PORT = os.environ.get("STREAMLIT_SERVER_PORT", "8501")


def main() -> int:
    """Return 0 where the app answers and its database answer within twelve seconds."""
    address = f"http://127.0.0.1:{PORT}/health"
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=12) as answer:
            return 0 if answer.status == 200 else 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
