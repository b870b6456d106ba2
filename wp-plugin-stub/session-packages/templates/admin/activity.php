<?php
/**
 * Settings, section Activity: filters and list.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<h2><?php esc_html_e( 'Activity', 'session-packages' ); ?></h2>
<p class="description"><?php esc_html_e( 'What people of your team have done here, newest first. Nothing in this list can be changed or removed.', 'session-packages' ); ?></p>
<form method="get" class="sp-filter" role="search" aria-label="<?php esc_attr_e( 'Filter the activity', 'session-packages' ); ?>">
	<input type="hidden" name="page" value="session-packages">
	<input type="hidden" name="tab" value="settings">
	<input type="hidden" name="section" value="activity">
	<label class="screen-reader-text" for="sp-person"><?php esc_html_e( 'Who', 'session-packages' ); ?></label>
	<select id="sp-person" name="person">
		<option value=""><?php esc_html_e( 'Everybody', 'session-packages' ); ?></option>
		<?php foreach ( $view['people'] as $number => $name ) : ?>
			<option value="<?php echo esc_attr( (string) $number ); ?>"<?php selected( (string) $number, $view['person'] ); ?>><?php echo esc_html( $name ); ?></option>
		<?php endforeach; ?>
	</select>
	<label class="screen-reader-text" for="sp-kind"><?php esc_html_e( 'What', 'session-packages' ); ?></label>
	<select id="sp-kind" name="kind">
		<option value=""><?php esc_html_e( 'Everything', 'session-packages' ); ?></option>
		<?php foreach ( $view['kinds'] as $kind => $label ) : ?>
			<option value="<?php echo esc_attr( $kind ); ?>"<?php selected( $kind, $view['kind'] ); ?>><?php echo esc_html( $label ); ?></option>
		<?php endforeach; ?>
	</select>
	<button type="submit" class="button"><?php esc_html_e( 'Filter', 'session-packages' ); ?></button>
</form>
<div class="sp-activity"><?php echo $view['table']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- cells escape. ?></div>
