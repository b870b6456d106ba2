<?php
/**
 * A page of its own: stop reminders, or let them come again.
 *
 * @package SessionPackages
 * @var array{site:string,title:string,text:string,action:string,answer:string,label:string} $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
use_assets();
?>
<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head>
	<meta charset="<?php bloginfo( 'charset' ); ?>">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="robots" content="noindex, nofollow">
	<title><?php echo esc_html( $view['title'] . ' – ' . $view['site'] ); ?></title>
	<?php wp_print_styles( array( 'session-packages' ) ); ?>
</head>
<body class="sp-alone">
	<main class="session-packages">
		<p><a href="<?php echo esc_url( home_url( '/' ) ); ?>"><?php echo esc_html( $view['site'] ); ?></a></p>
		<h1><?php echo esc_html( $view['title'] ); ?></h1>
		<p role="status"><?php echo esc_html( $view['text'] ); ?></p>
		<?php if ( '' !== $view['action'] ) : ?>
			<form method="post" action="<?php echo esc_url( $view['action'] ); ?>">
				<button type="submit" class="sp-button wp-element-button" name="sp_reminders" value="<?php echo esc_attr( $view['answer'] ); ?>"><?php echo esc_html( $view['label'] ); ?></button>
			</form>
		<?php endif; ?>
	</main>
</body>
</html>
