# shellcheck shell=sh
# Sets the checkout up, once: a virtual environment in .venv with what the asked-for groups of
# pyproject.toml need. Sourced by the other scripts, which have set $root; POSIX sh.
#
#   set_up [GROUP]...   return when everything is there; end the script with a sentence if not
#
# What .venv was made from stands in .venv/setup.stamp (scripts/setup_state.py); as long as that
# holds, nothing is done. pip's own words are in .venv/setup.log. PYTHON names the Python to use.

# shellcheck disable=SC2154  # $root comes from the script that sources this
venv=$root/.venv

say() { printf 'tui-blog: %s\n' "$*" >&2; }

give_up() {
    for sentence in "$@"; do say "$sentence"; done
    exit 1
}

set_up() {
    ! is_set_up "$@" || return 0
    started=$(date +%s)
    find_python
    mkdir -p -- "$venv" 2>/dev/null && touch -- "$venv/setup.lock" 2>/dev/null ||
        give_up "$venv can't be written to, and the set-up needs a place there."
    exec 9>"$venv/setup.lock"
    take_turn
    if is_set_up "$@"; then # by the one who was waited for
        exec 9>&-
        return 0
    fi
    trap 'say "Interrupted. What was done so far is kept; the next time goes on from there."
        exit 130' INT
    groups=$(wanted_groups "$@")
    : >"$venv/setup.log"
    is_usable || make_environment
    install_packages || repair
    "$venv/bin/python" -I -m compileall -q "$root/tui_blog" >>"$venv/setup.log" 2>&1 || :
    # shellcheck disable=SC2086  # one word a group
    "$venv/bin/python" -I "$root/scripts/setup_state.py" record "$root" $groups ||
        give_up "The set-up could not be finished in $venv: is the disk full?"
    trap - INT
    exec 9>&-
    say "Set up in $(($(date +%s) - started)) s."
}

is_set_up() {
    [ -x "$venv/bin/python" ] &&
        "$venv/bin/python" -I -S "$root/scripts/setup_state.py" check "$root" "$@" 2>/dev/null
}

# What was installed for another script stays installed.
wanted_groups() {
    known=$(sed -n 's/^groups *//p' "$venv/setup.stamp" 2>/dev/null) || :
    # shellcheck disable=SC2086  # one word a group
    joined=$(printf '%s\n' "$@" $known | sort -u | tr '\n' ' ')
    joined=${joined# }
    printf '%s' "${joined% }"
}

# --- which Python ---------------------------------------------------------------------------

find_python() {
    python='' lacking='' old=''
    if [ -n "${PYTHON:-}" ]; then
        judge "$PYTHON" || give_up "PYTHON=$PYTHON can't be used: ${verdict:-it does not run}."
        return 0
    fi
    for candidate in python3.14 python3.13 python3.12 python3.11 python3 python; do
        ! judge "$candidate" || return 0
    done
    [ -z "$lacking" ] || give_up \
        "$lacking" \
        "On Debian and Ubuntu: apt install python3-venv. Then run this again."
    give_up \
        "Python 3.11 or newer is needed, and there is none on the PATH${old:+ ($old)}." \
        "Install it (Debian 12, Ubuntu 24.04 and later: apt install python3 python3-venv), or name" \
        "one: PYTHON=/path/to/python3. Then run this again."
}

# Sets $python if a candidate will do, else $verdict to what it lacks.
judge() {
    verdict=''
    version=$("$1" -I -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) ||
        return 1
    if ! "$1" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        verdict="it is Python $version, and 3.11 or newer is needed"
        old="$1 is $version"
        return 1
    fi
    if ! "$1" -I -c 'import venv, ensurepip' 2>/dev/null; then
        verdict="Python $version is here, but its venv module is missing or not complete"
        lacking="$verdict."
        return 1
    fi
    python=$1
}

# --- one at a time --------------------------------------------------------------------------

# The lock belongs to file descriptor 9, which this shell holds: whatever ends it frees the lock.
take_turn() {
    flock_9 4 2>/dev/null || {
        say "Another set-up is at work in $venv; waiting for it."
        flock_9 0 || say "The file system has no locks; going on without."
    }
}

flock_9() { "$python" -I -c "import fcntl; fcntl.flock(9, fcntl.LOCK_EX | $1)"; }

# --- the environment ------------------------------------------------------------------------

# One that was made elsewhere, or not to the end, is not.
is_usable() {
    grep -qF -- "$venv/bin/python" "$venv/bin/pip" 2>/dev/null &&
        "$venv/bin/python" -I -m pip --version >/dev/null 2>&1
}

make_environment() {
    say "Setting up in $venv with Python $version."
    for entry in "$venv"/* "$venv"/.[!.]*; do
        case $entry in
        */setup.lock | */setup.log) ;;
        *) rm -rf -- "$entry" || give_up "$entry is in the way and can't be removed." ;;
        esac
    done
    is_fresh=yes
    "$python" -I -m venv "$venv" >>"$venv/setup.log" 2>&1 ||
        give_up "Python $version could not make an environment: $(last_words)." \
            "All it said is in $venv/setup.log."
}

install_packages() {
    # Groups came with pip 25.1; an older one is replaced first.
    run_pip 'pip>=25.1' || return 1
    say "Installing the packages it needs${groups:+, and those for: $groups}; a minute or so the first time."
    group_options=''
    for group in $groups; do group_options="$group_options --group $group"; done
    # shellcheck disable=SC2086  # one word an option
    run_pip --editable . $group_options &&
        "$venv/bin/python" -I "$root/scripts/setup_state.py" verify "$root" >>"$venv/setup.log" 2>&1
}

run_pip() {
    (
        cd -- "$root" && exec env PIP_USER=0 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
            PIP_RETRIES="${PIP_RETRIES:-2}" "$venv/bin/python" -I -m pip install "$@"
    ) >>"$venv/setup.log" 2>&1
}

# Make it anew if pip fails for another reason than the network; once.
repair() {
    if grep -qE "$no_network" "$venv/setup.log"; then
        give_up \
            "The set-up fetches Python packages, and the package index can't be reached." \
            "What is there is kept. Run this again when you are online (pip's words: $venv/setup.log)."
    fi
    if [ -z "${is_fresh:-}" ]; then
        say "The environment is damaged; making it anew."
        make_environment
        : >"$venv/setup.log"
        ! install_packages || return 0
        repair
    fi
    give_up "pip failed: $(last_words)." \
        "What is there is kept; running this again goes on from there. pip's words: $venv/setup.log"
}

no_network='NewConnectionError|connection broken by|ConnectTimeout|Read timed out|ProxyError'
no_network="$no_network|Temporary failure in name resolution|Network is unreachable"

last_words() {
    words=$(grep -v '^[[:space:]]*$' "$venv/setup.log" | grep -E '^ERROR|Error' | tail -n 1)
    printf '%s' "${words:-it did not say why}" | sed 's/[.[:space:]]*$//'
}
