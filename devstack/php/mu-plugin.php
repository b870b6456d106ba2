<?php
/**
 * Plugin Name: Private stack
 * Description: Hands all mail to the mail catcher on this machine.
 */

add_action(
	'phpmailer_init',
	static function ( $mailer ) {
		$mailer->isSMTP();
		$mailer->Host        = '127.0.0.1';
		$mailer->Port        = DEVSTACK_SMTP_PORT;
		$mailer->SMTPAuth    = false;
		$mailer->SMTPAutoTLS = false;
		$mailer->Timeout     = 5;
	}
);

// WordPress's own default, wordpress@127.0.0.1, is refused by PHPMailer.
add_filter(
	'wp_mail_from',
	static function ( $from ) {
		return 0 === strpos( (string) $from, 'wordpress@' ) ? 'studio@example.test' : $from;
	}
);

add_filter(
	'wp_mail_from_name',
	static function ( $name ) {
		return 'WordPress' === $name ? wp_specialchars_decode( get_option( 'blogname' ), ENT_QUOTES ) : $name;
	}
);
