# Sees to the virtual environments, before anything else is installed: the Makefile's first step.
#
#   environment.sh see-to FOLDER PYTHON [asked]   make FOLDER by a Python, unless it works already
#   environment.sh install FOLDER ARGUMENT...     install packages there, as pip is told to
#   environment.sh writable FOLDER...             say which of these cannot be written to
#
# Whatever is wrong is one sentence on stderr. For the bash of macOS, which is 3.2.
set -u

oldest=11 newest=13 # of Python 3: what README.md promises

say() { printf '%s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

# The version of a Python, "3.11.7"; nothing if it is none that runs.
version() {
  local said
  said=$("$1" --version 2>&1) || return
  [[ $said =~ Python\ ([0-9]+\.[0-9]+\.[0-9]+) ]] && printf %s "${BASH_REMATCH[1]}"
}

# Whether a version is one that the book can have at all.
is_new() {
  local major minor
  IFS=. read -r major minor _ <<<"$1"
  ((major == 3 && minor >= oldest))
}

# Where a Python has its library: the same for an environment and for what made it.
library() { "$1" -I -c 'import os; print(os.path.realpath(os.__file__))' 2>/dev/null; }

# A Python of this machine that the book can have, and how to get one where there is none.
another_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11; do
    if is_new "$(version "$name")"; then
      printf %s "there is $name here, so try \`make book PYTHON=$name\`."
      return
    fi
  done
  printf %s "install a newer one (on Debian and Ubuntu \`sudo apt install python3.11-venv\`, on Fedora" \
    " \`sudo dnf install python3.13\`, on macOS \`brew install python@3.13\`, with conda \`conda create" \
    " -n book python=3.13\`), then name it, as in \`make book PYTHON=python3.11\`."
}

# Stop unless a Python can make environments.
check_python() {
  local python=$1 found lacks
  local range="The book needs Python 3.$oldest to 3.$newest"
  command -v "$python" >/dev/null || stop "$range, and there is no $python on this machine: $(another_python)"
  found=$(version "$python")
  [[ $found ]] || stop "$range, and $python does not run ($("$python" --version 2>&1 | tail -n 1)): $(another_python)"
  is_new "$found" || stop "$range, and $python is Python $found: $(another_python)"
  ((${found:2:2} <= newest)) ||
    say "The book is tried with Python 3.$oldest to 3.$newest, not with $found: should a package fail to install, name another, as in \`make book PYTHON=python3.$newest\`."
  lacks=$("$python" -I -c 'import ctypes, sqlite3, ssl, zlib, venv, ensurepip' 2>&1 >/dev/null | tail -n 1)
  case $lacks in
  '') ;;
  *ensurepip* | *venv*) stop "$python cannot make environments ($lacks): on Debian and Ubuntu run \`sudo apt install python${found%.*}-venv\`, then try again." ;;
  *) stop "$python was built without what the book needs ($lacks): take another, as in \`make book PYTHON=python3.$newest\`." ;;
  esac
}

# What is wrong with an environment; nothing if it works here.
fault() {
  local folder=$1 python=$2 asked=$3 found place
  found=$(version "$folder/bin/python")
  if [[ ! $found ]]; then
    echo "its Python does not run"
  elif ! is_new "$found"; then
    echo "its Python is $found"
  elif ! "$folder/bin/python" -I -c 'import pip' 2>/dev/null; then
    echo "it has no pip"
  else
    # The folder that it was made in, which all its scripts name.
    place=$(sed -n 's/^command = .* -m venv \(--[^ ]* \)*//p' "$folder/pyvenv.cfg" | tr -d '\r')
    if [[ $place && ! $place -ef $folder ]]; then
      echo "it was made in $place"
    elif [[ $asked && $(library "$folder/bin/python") != "$(library "$python")" ]]; then
      echo "its Python is $found, and not $python"
    fi
  fi
}

see_to() {
  local folder=$1 python=$2 asked=${3-} wrong=
  [[ ! $asked ]] || check_python "$python"
  if [[ -e $folder || -L $folder ]]; then
    wrong=$(fault "$folder" "$python" "$asked")
    [[ $wrong ]] || return 0
  fi
  [[ $asked ]] || check_python "$python"
  writable . "$folder" "$(dirname "$folder")"
  if [[ $wrong ]]; then
    say "$folder is made anew: $wrong."
    rm -rf "$folder" || stop "$folder cannot be removed: remove it yourself, then try again."
  fi
  "$python" -m venv "$folder" >&2 || stop "$python could not make $folder, and says why above."
}

# pip's own sentences stand above; which of the common reasons it was is said after them.
install() {
  local folder=$1 free
  shift
  writable "$folder"
  log=$(mktemp) || exit
  trap 'rm -f "$log"' EXIT # which knows no local variable
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@" 2>&1 | tee "$log" >&2
  ((PIPESTATUS[0])) || return 0
  free=$(df -Pk "$folder" | awk 'END { print int($4 / 1024) }')
  if grep -qi 'No space left\|Errno 28\|Errno 122' "$log" || ((free < 100)); then
    stop "The packages were not installed: the disk is full ($free MB are left, and the book needs about 3 GB)."
  elif grep -q 'NewConnectionError\|NameResolutionError\|ConnectTimeout\|ReadTimeout\|Connection broken\|ProxyError\|SSLError\|IncompleteRead\|Could not fetch URL' "$log"; then
    stop "The packages were not installed: pip could not reach where they lie. Mind the network and its proxy (PIP_PROXY), or name a mirror (PIP_INDEX_URL), and try again: what has been installed stays."
  fi
  stop "The packages were not installed into $folder ($(version "$folder/bin/python")), and pip says why above."
}

writable() {
  local place owner
  for place; do
    if [[ -e $place && ! -w $place ]]; then
      owner=$(ls -ld "$place" | awk '{ print $3 }')
      if [[ $place == . ]]; then
        stop "The book's folder cannot be written to ($PWD): copy it to a folder of your own, then try again."
      fi
      stop "$place cannot be written to, for it belongs to $owner: remove it (\`sudo rm -rf '$PWD/$place'\`), then try again."
    fi
  done
}

verb=${1//-/_}
shift
"$verb" "$@"
