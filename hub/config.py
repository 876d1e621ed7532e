"""What the classroom's JupyterHub is told; `hub.server` starts it with these variables set."""

import os
import sys
from pathlib import Path

here = Path(__file__).parent
home = Path(os.environ["CLASS_HOME"])

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.JupyterHub.bind_url = os.environ["CLASS_ADDRESS"]
c.JupyterHub.hub_bind_url = os.environ["CLASS_HUB_ADDRESS"]
c.ConfigurableHTTPProxy.api_url = os.environ["CLASS_PROXY_ADDRESS"]
c.ConfigurableHTTPProxy.command = [str(here / "node_modules/.bin/configurable-http-proxy")]

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["CLASS_PASSWORD"]
c.Authenticator.allowed_users = set(os.environ["CLASS_READERS"].split())

# All run as the user who started the hub, each in a home folder of their own.
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(home / "homes" / "{username}")
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
# The kernel `python3` of this folder runs in the book's environment.
c.Spawner.environment = {"JUPYTER_PATH": str(home / "share"), "OMP_NUM_THREADS": "1"}
# Many servers start at once on few cores.
c.Spawner.start_timeout = c.Spawner.http_timeout = 180
