<?php
/*
 * Fills a fresh WordPress for tests; prints as JSON who and what is in it.
 */

define( 'WP_INSTALLING', true );
$_SERVER += array( 'HTTP_HOST' => '127.0.0.1', 'REQUEST_URI' => '/' );
require getenv( 'TEST_WWW' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
global $wpdb, $wp_rewrite;

wp_install( 'Tests &amp; trials', 'admin', 'admin@example.test', true, '', 'admin-own-password' );
wp_installing( false );
switch_theme( 'bare' );
update_option( 'permalink_structure', '/%year%/%monthnum%/%postname%/' );
update_option( 'timezone_string', 'Europe/Berlin' ); // local time and UTC differ on purpose
update_option( 'comment_previously_approved', '0' );
update_option( 'blogdescription', '' );
$wp_rewrite->init();
$wp_rewrite->flush_rules( false );
wp_delete_post( 1, true );
wp_delete_post( 2, true );
kses_remove_filters();

// --- people ---------------------------------------------------------------------------------

$users = array();
foreach ( array(
	'admin'  => array( 'administrator', 'Admin of the Blog' ),
	'author' => array( 'author', 'Zoë O\'Neil & Söhne' ),
	'reader' => array( 'subscriber', 'Reader "R" Person' ),
	'other'  => array( 'subscriber', 'Other Reader' ),
) as $login => $who ) {
	$known = get_user_by( 'login', $login );
	$id    = wp_insert_user(
		array_filter(
			array(
				'ID'           => $known ? $known->ID : 0,
				'user_login'   => $login,
				'user_pass'    => "$login-own-password",
				'user_email'   => "$login@example.test",
				'role'         => $who[0],
				'display_name' => $who[1],
			)
		)
	);
	if ( is_wp_error( $id ) ) {
		throw new RuntimeException( $id->get_error_message() );
	}
	$made            = WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'tests' ) );
	$users[ $login ] = array(
		'id'       => $id,
		'name'     => $who[1],
		'password' => WP_Application_Passwords::chunk_password( $made[0] ),
	);
}

// --- posts ----------------------------------------------------------------------------------

$posts = array();
$clock = strtotime( '2026-06-01 12:00:00 UTC' );

function add_post( $key, $title, $content, $more = array() ) {
	global $posts, $clock, $users;
	$clock        += 3600;
	$posts[ $key ] = wp_insert_post(
		wp_slash(
			$more + array(
				'post_title'    => $title,
				'post_name'     => $key,
				'post_content'  => $content,
				'post_status'   => 'publish',
				'post_author'   => $users['author']['id'],
				'post_date_gmt' => gmdate( 'Y-m-d H:i:s', $clock ),
				'post_date'     => get_date_from_gmt( gmdate( 'Y-m-d H:i:s', $clock ) ),
				'tags_input'    => array( 'Trial', 'R&D' ),
			)
		),
		true
	);
	if ( is_wp_error( $posts[ $key ] ) ) {
		throw new RuntimeException( $posts[ $key ]->get_error_message() );
	}
	return $posts[ $key ];
}

for ( $n = 1; $n <= 110; $n++ ) {
	add_post( "filler-$n", "Filler $n", "<!-- wp:paragraph -->\n<p>Short text number $n.</p>\n<!-- /wp:paragraph -->" );
}
add_post( 'blocks', 'All <em>kinds</em> of blocks &#8211; &lt;b&gt; &amp; “more”', file_get_contents( __DIR__ . '/blocks.html' ) );
add_post( 'deep', 'A deep thread', '<p>Ten levels.</p>' );
add_post( 'busy', 'A busy thread', '<p>More than one page of comments.</p>' );
add_post( 'odd', 'Odd comments', '<p>Everything that should not be.</p>' );
add_post( 'open', 'Open for answers', '<p>Write here.</p>' );
add_post( 'quiet', 'Nobody answered', '<p>Silence.</p>' );
add_post( 'closed', 'Closed for answers', '<p>No more.</p>', array( 'comment_status' => 'closed' ) );
add_post( 'protected', 'Behind a password', '<p>Secret words.</p>', array( 'post_password' => 'sesame' ) );
add_post( 'private', 'For the house only', '<p>Private words.</p>', array( 'post_status' => 'private' ) );
add_post( 'draft', 'Not finished', '<p>Draft words.</p>', array( 'post_status' => 'draft' ) );
add_post( '日本語の記事', '日本語の記事 👩‍👩‍👧‍👦', '<p>こんにちは</p>' );
add_post( 'about', 'About', '<p>A page, not a post.</p>', array( 'post_type' => 'page', 'comment_status' => 'open' ) );

// --- comments -------------------------------------------------------------------------------

$comments = array();

function add_comment( $key, $post, $content, $more = array() ) {
	global $comments, $posts, $clock;
	$clock           += 60;
	$comments[ $key ] = wp_insert_comment(
		wp_slash(
			$more + array(
				'comment_post_ID'      => $posts[ $post ],
				'comment_content'      => $content,
				'comment_author'       => 'Guest',
				'comment_author_email' => 'guest@example.test',
				'comment_approved'     => '1',
				'comment_date_gmt'     => gmdate( 'Y-m-d H:i:s', $clock ),
				'comment_date'         => get_date_from_gmt( gmdate( 'Y-m-d H:i:s', $clock ) ),
			)
		)
	);
	if ( ! $comments[ $key ] ) {
		throw new RuntimeException( "comment $key: $wpdb->last_error" );
	}
	return $comments[ $key ];
}

$parent = 0;
for ( $level = 1; $level <= 10; $level++ ) {
	$parent = add_comment( "deep-$level", 'deep', "Level $level", array( 'comment_parent' => $parent ) );
	add_comment( "beside-$level", 'deep', "Beside level $level", array( 'comment_parent' => $parent ) );
}
for ( $n = 1; $n <= 230; $n++ ) {
	$under = $n % 3 ? array() : array( 'comment_parent' => $comments[ 'busy-' . ( $n - 1 ) ] );
	add_comment( "busy-$n", 'busy', "Busy comment $n", $under );
}
add_comment( 'hostile', 'odd', "Bell \x07 and ESC \x1b]0;title\x07 and \u{9b}31m and \u{202e}backwards", array( 'comment_author' => "Mal\x1b[31mory \u{202e}x" ) );
add_comment( 'entities', 'odd', 'Fish &amp; chips &lt;b&gt;', array( 'comment_author' => 'O&#039;Neil &amp; Söhne 🎉', 'comment_author_url' => 'https://example.test/?a=1&b=2' ) );
add_comment( 'nameless', 'odd', 'No name', array( 'comment_author' => '' ) );
add_comment( 'rtl', 'odd', 'مرحبا بالعالم', array( 'comment_author' => 'محمد' ) );
add_comment( 'by-author', 'odd', 'The author answers', array( 'user_id' => $users['author']['id'], 'comment_author' => $users['author']['name'] ) );
add_comment( 'held', 'odd', 'Waiting for a moderator', array( 'comment_approved' => '0' ) );
add_comment( 'orphan', 'odd', 'Answer to a held one', array( 'comment_parent' => $comments['held'] ) );
add_comment( 'spam', 'odd', 'Cheap watches', array( 'comment_approved' => 'spam' ) );
add_comment( 'trashed', 'odd', 'Thrown away', array( 'comment_approved' => 'trash' ) );
add_comment( 'pingback', 'odd', 'Another page links here', array( 'comment_type' => 'pingback', 'comment_author' => 'Other blog', 'comment_author_url' => 'https://example.test/linking' ) );
add_comment( 'foreign', 'odd', 'My parent is on another post', array( 'comment_parent' => $comments['deep-1'] ) );
add_comment( 'missing', 'odd', 'My parent never was', array( 'comment_parent' => 999999 ) );
add_comment( 'own-parent', 'odd', 'I answer myself' );
add_comment( 'circle-a', 'odd', 'Round' );
add_comment( 'circle-b', 'odd', 'and round', array( 'comment_parent' => $comments['circle-a'] ) );
add_comment( 'early', 'odd', 'Dated before what it answers', array( 'comment_parent' => $comments['rtl'], 'comment_date_gmt' => '2020-01-01 00:00:00', 'comment_date' => '2020-01-01 01:00:00' ) );
add_comment( 'hidden', 'protected', 'Said behind the password' );
$wpdb->update( $wpdb->comments, array( 'comment_parent' => $comments['own-parent'] ), array( 'comment_ID' => $comments['own-parent'] ) );
$wpdb->update( $wpdb->comments, array( 'comment_parent' => $comments['circle-b'] ), array( 'comment_ID' => $comments['circle-a'] ) );

echo wp_json_encode( array( 'users' => $users, 'posts' => $posts, 'comments' => $comments ) );
