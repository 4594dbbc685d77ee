#!/bin/sh
# A private, throw-away WordPress for tests, made of Debian's packages.
#
#   up.sh up FOLDER     start one below FOLDER (made if missing); prints FOLDER/state.json
#   up.sh down FOLDER   stop what was started for FOLDER; its files stay
#
# Everything it writes is below FOLDER, apart from Debian packages that are installed if they are
# missing. WordPress itself is unpacked, not installed. All servers listen on 127.0.0.1 or on
# sockets below FOLDER. Exit codes: 0 done, 1 something failed, 3 this machine lacks something.
set -eu
LC_ALL=C.UTF-8
DEBIAN_FRONTEND=noninteractive
export LC_ALL DEBIAN_FRONTEND
umask 022

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
packages='mariadb-server-core mariadb-client-core php-cli php-fpm php-mysql php-mbstring php-xml
nginx-light openssl php-getid3 strace'

say() { printf '%s\n' "wordpress: $*" >&2; }
lack() {
    say "$*"
    exit 3
}
fail() {
    say "$1"
    [ -z "${2:-}" ] || tail -n 20 "$2" >&2 || :
    stop_all
    exit 1
}
usage() {
    sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

[ $# -eq 2 ] || usage
action=$1
mkdir -p -- "$2"
folder=$(CDPATH='' cd -- "$2" && pwd)
# A socket's path has at most 107 bytes.
[ "$(printf %s "$folder" | wc -c)" -le 80 ] || lack "the folder's path is too long for sockets: $folder"
run=$folder/run
www=$folder/www
socket=$run/db.sock

# --- stopping -------------------------------------------------------------------------------

# A recorded process counts only while its command line still names this folder.
is_ours() {
    [ -r "/proc/$1/cmdline" ] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -qF -- "$folder"
}
stop_one() {
    [ -f "$run/$1.pid" ] || return 0
    pid=$(cat "$run/$1.pid")
    if is_ours "$pid"; then
        kill -TERM "$pid" 2>/dev/null || :
        tries=0
        while is_ours "$pid" && [ $tries -lt 200 ]; do
            sleep 0.05
            tries=$((tries + 1))
        done
        ! is_ours "$pid" || kill -KILL "$pid" 2>/dev/null || :
    fi
    rm -f -- "$run/$1.pid"
}
stop_all() { for name in nginx php db; do stop_one $name; done; }

case $action in
up) ;;
down)
    stop_all
    exit 0
    ;;
*) usage ;;
esac

# --- what Debian has to bring ---------------------------------------------------------------

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n -- "$@"; fi
}
install_packages() {
    missing=
    for package in $packages; do
        dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
        lack "these Debian packages are missing, and installing needs root:$missing"
    fi
    say "installing$missing"
    # The packages' own services are not to start: a policy file says no while apt-get works.
    policy=/usr/sbin/policy-rc.d
    made_policy=
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >"$run/policy-rc.d"
        made_policy=yes
        trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
        trap 'exit 130' INT TERM HUP
        as_root install -m 755 "$run/policy-rc.d" $policy
    fi
    done=
    # shellcheck disable=SC2086  # one word a package
    if { as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends $missing; } >"$run/apt.log" 2>&1; then
        done=yes
    fi
    if [ -n "$made_policy" ]; then
        as_root rm -f $policy
        trap - EXIT INT TERM HUP
    fi
    [ -n "$done" ] || {
        tail -n 20 "$run/apt.log" >&2
        lack "Debian's packages could not be installed"
    }
}
# The blog starts with a theme of the tests' own; the real ones have real comment forms.
sources='wordpress wordpress-theme-twentytwentyone wordpress-theme-twentytwentythree'
# shellcheck disable=SC2086  # one word a package
unpack_wordpress() {
    mkdir -p "$folder/deb"
    (
        cd "$folder/deb"
        apt-get download -qq $sources
    ) >"$run/download.log" 2>&1 || {
        as_root apt-get update -qq >>"$run/download.log" 2>&1 &&
            (cd "$folder/deb" && apt-get download -qq $sources) >>"$run/download.log" 2>&1
    } || {
        tail -n 5 "$run/download.log" >&2
        lack "Debian's wordpress package could not be fetched"
    }
    for package in $sources; do
        dpkg-deb -x "$folder/deb/$package"_*.deb "$folder/deb/tree"
    done
    mv "$folder/deb/tree/usr/share/wordpress" "$www"
    # Debian splits some libraries off; REST needs none of them but getID3.
    find "$www" -xtype l -delete
    [ -d "$www/wp-includes/ID3" ] || cp -RL /usr/share/php/getid3 "$www/wp-includes/ID3"
    rm -rf -- "$folder/deb" "$www/wp-config.php" "$www/.htaccess"
    mkdir -p "$www/wp-content/mu-plugins" "$www/wp-content/themes/bare"
    cp "$here/knobs.php" "$www/wp-content/mu-plugins/"
    cp "$here/theme-index.php" "$www/wp-content/themes/bare/index.php"
    printf '/*\nTheme Name: bare\n*/\n' >"$www/wp-content/themes/bare/style.css"
}

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
    lack "this needs Debian or one of its kin: there is no apt-get"
mkdir -p "$run/tmp"
stop_all
install_packages
PATH=$PATH:/usr/sbin:/sbin
php_server=$(for candidate in /usr/sbin/php-fpm*; do echo "$candidate"; done | sort -V | tail -n 1)
[ -x "$php_server" ] || lack "php-fpm is not where Debian puts it"
[ -f "$www/wp-load.php" ] || unpack_wordpress

# --- servers --------------------------------------------------------------------------------

user=$(id -un)
group=$(id -gn)
# Free ports: the kernel names them, and they are taken again a moment later.
ports=$(php -r '
    $held = [];
    for ($i = 0; $i < 3; $i++) { $held[] = stream_socket_server("tcp://127.0.0.1:0"); }
    foreach ($held as $one) { echo substr(strrchr(stream_socket_get_name($one, false), ":"), 1), " "; }
')
# shellcheck disable=SC2086  # three words
set -- $ports
http=$1 https=$2 redirect=$3

if [ ! -d "$folder/db/mysql" ]; then
    mariadb-install-db --no-defaults --datadir="$folder/db" --force --skip-name-resolve \
        --skip-test-db --auth-root-authentication-method=normal --user="$user" \
        >"$run/db-install.log" 2>&1 || fail "the database could not be made" "$run/db-install.log"
fi
setsid mariadbd --no-defaults --user="$user" --datadir="$folder/db" --socket="$socket" \
    --pid-file="$run/mariadbd.pid" --skip-networking --skip-log-bin \
    --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_520_ci \
    --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --innodb-buffer-pool-size=64M \
    >"$run/db.log" 2>&1 </dev/null &
echo $! >"$run/db.pid"
sql() { mariadb --no-defaults -u root -S "$socket" "$@"; }
tries=0
until sql -e 'SELECT 1' >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || fail "the database does not answer" "$run/db.log"
    sleep 0.1
done
sql -e "CREATE DATABASE IF NOT EXISTS blog CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"

[ -f "$folder/ca.pem" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 3650 \
    -keyout "$folder/tls.key" -out "$folder/ca.pem" -subj '/CN=tui-blog tests' \
    -addext 'subjectAltName=IP:127.0.0.1,DNS:localhost' >"$run/tls.log" 2>&1 ||
    fail "no certificate could be made" "$run/tls.log"

cat >"$www/wp-config.php" <<PHP
<?php
define( 'DB_NAME', 'blog' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:$socket' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
\$table_prefix = 'wp_';
// Application passwords need https, or an environment of this kind.
define( 'WP_ENVIRONMENT_TYPE', 'local' );
\$base = ( isset( \$_SERVER['HTTPS'] ) && 'on' === \$_SERVER['HTTPS'] ) ? 'https://127.0.0.1:$https' : 'http://127.0.0.1:$http';
define( 'WP_HOME', \$base . ( \$_SERVER['TEST_SUBFOLDER'] ?? '' ) );
define( 'WP_SITEURL', WP_HOME );
define( 'DISABLE_WP_CRON', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as \$name ) {
	define( \$name . '_KEY', "throw-away \$name" );
	define( \$name . '_SALT', "throw-away salt \$name" );
}
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
PHP

owner=
[ "$(id -u)" -ne 0 ] || owner="user = $user
group = $group"
cat >"$run/php.conf" <<CONF
[global]
error_log = $run/php.log
daemonize = no
[www]
$owner
listen = $run/php.sock
pm = static
pm.max_children = 3
php_admin_value[error_log] = $run/php-errors.log
php_admin_flag[display_errors] = off
php_admin_value[opcache.revalidate_freq] = 0
CONF
for_all='
    index index.php;
    client_max_body_size 8m;
    fastcgi_read_timeout 60s;
'
php_block() {
    cat <<CONF
        include /etc/nginx/fastcgi_params;
        # Debian's parameters name the host without its port: WordPress would redirect for ever.
        fastcgi_param HTTP_HOST \$http_host;
        fastcgi_pass unix:$run/php.sock;
CONF
}
site() {
    cat <<CONF
    root $www;
    $for_all
    location / { try_files \$uri \$uri/ /index.php?\$args; }
    location ~ \.php\$ {
        try_files \$uri =404;
        fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
$(php_block)
    }
    # The same blog once more, as if it lived in a folder of the host.
    location ^~ /blog/ {
        rewrite ^ /index.php break;
        fastcgi_param SCRIPT_FILENAME $www/index.php;
        fastcgi_param TEST_SUBFOLDER /blog;
$(php_block)
        fastcgi_param SCRIPT_NAME /blog/index.php;
        fastcgi_param PHP_SELF /blog/index.php;
    }
    location /not-a-blog/ { default_type text/html; return 200 '<html><body>Nothing here</body></html>'; }
    location /circle/ { return 302 /circle/; }
CONF
}
cat >"$run/nginx.conf" <<CONF
$([ "$(id -u)" -ne 0 ] || echo "user $user $group;")
worker_processes 1;
pid $run/nginx-own.pid;
error_log $run/nginx.log warn;
daemon off;
events { worker_connections 128; }
http {
    include /etc/nginx/mime.types;
    access_log $run/access.log;
    client_body_temp_path $run/tmp/body;
    fastcgi_temp_path $run/tmp/fastcgi;
    proxy_temp_path $run/tmp/proxy;
    uwsgi_temp_path $run/tmp/uwsgi;
    scgi_temp_path $run/tmp/scgi;
    fastcgi_buffers 32 32k;
    fastcgi_buffer_size 64k;
    gzip on;
    gzip_types application/json;
    ssl_certificate $folder/ca.pem;
    ssl_certificate_key $folder/tls.key;
    server { listen 127.0.0.1:$http;
$(site)
    }
    server { listen 127.0.0.1:$https ssl;
$(site)
    }
    server { listen 127.0.0.1:$redirect; return 301 https://127.0.0.1:$https\$request_uri; }
}
CONF
set -- -F
[ "$(id -u)" -ne 0 ] || set -- -F -R # it serves as root only if told twice
setsid "$php_server" -y "$run/php.conf" "$@" >"$run/php.out" 2>&1 </dev/null &
echo $! >"$run/php.pid"

if [ ! -f "$folder/seed.json" ]; then
    TEST_WWW=$www php -d memory_limit=256M -d display_errors=stderr "$here/seed.php" \
        >"$run/seed.json" 2>"$run/seed.log" || fail "the blog could not be filled" "$run/seed.log"
    mv "$run/seed.json" "$folder/seed.json"
fi
setsid nginx -p "$run" -c "$run/nginx.conf" >"$run/nginx.out" 2>&1 </dev/null &
echo $! >"$run/nginx.pid"
tries=0
until php -r 'exit(false === @file_get_contents($argv[1]) ? 1 : 0);' \
    "http://127.0.0.1:$http/?rest_route=/&_fields=name"; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || fail "the blog does not answer" "$run/nginx.log"
    sleep 0.1
done

cat >"$folder/state.json" <<JSON
{"url": "http://127.0.0.1:$http", "tls_url": "https://127.0.0.1:$https",
 "redirect_url": "http://127.0.0.1:$redirect", "ca_file": "$folder/ca.pem", "socket": "$socket",
 "seed": $(cat "$folder/seed.json")}
JSON
cat "$folder/state.json"
