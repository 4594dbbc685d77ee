<?php
/*
 * Plugin Name: Knobs for tests
 *
 * Each knob is an option of the blog, so a test sets it with one line of SQL.
 */

add_filter( 'pre_wp_mail', '__return_true' );

// test_guests: anybody may comment over REST, with a name and an e-mail address.
add_filter(
	'rest_allow_anonymous_comments',
	function ( $allowed ) {
		return get_option( 'test_guests' ) ? true : $allowed;
	}
);

// test_flood: the wait between two comments, which the tests are normally spared.
add_filter(
	'comment_flood_filter',
	function ( $is_flood ) {
		return get_option( 'test_flood' ) ? $is_flood : false;
	},
	20
);

// test_members_only: nothing of REST for who is not logged in, as privacy plugins do it.
add_filter(
	'rest_authentication_errors',
	function ( $errors ) {
		if ( get_option( 'test_members_only' ) && null === $errors && ! is_user_logged_in() ) {
			return new WP_Error( 'rest_not_logged_in', 'You are not currently logged in.', array( 'status' => 401 ) );
		}
		return $errors;
	},
	99
);

// test_no_links: the blog does not tell where its API is.
add_action(
	'init',
	function () {
		if ( get_option( 'test_no_links' ) ) {
			remove_action( 'wp_head', 'rest_output_link_wp_head', 10 );
			remove_action( 'template_redirect', 'rest_output_link_header', 11 );
			remove_action( 'template_redirect', 'wp_shortlink_header', 11 );
			remove_action( 'wp_head', 'wp_shortlink_wp_head', 10 );
		}
	}
);

// test_lost_answers: so many changes are carried out and then answered by an error 500.
add_filter(
	'rest_post_dispatch',
	function ( $response, $server, $request ) {
		$left = (int) get_option( 'test_lost_answers' );
		if ( $left > 0 && 'POST' === $request->get_method() ) {
			update_option( 'test_lost_answers', $left - 1 );
			return new WP_REST_Response( '', 500 );
		}
		return $response;
	},
	10,
	3
);

// test_lost_form_answers: so many comments of the form are stored, and then answered by an error.
add_filter(
	'comment_post_redirect',
	function ( $location ) {
		$left = (int) get_option( 'test_lost_form_answers' );
		if ( $left > 0 ) {
			update_option( 'test_lost_form_answers', $left - 1 );
			status_header( 502 );
			exit;
		}
		return $location;
	}
);

// test_form_extra: HTML that a plug-in adds to the comment form.
add_action(
	'comment_form_after_fields',
	function () {
		echo get_option( 'test_form_extra' );
	}
);
