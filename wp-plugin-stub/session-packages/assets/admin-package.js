/*
 * The form of a package for sale: the card beside it follows what is typed. Without this script "Preview" is a button.
 */
( function () {
	'use strict';
	var form = document.querySelector( '.sp-edit__form' );
	if ( ! form ) {
		return;
	}
	var card = document.querySelector( '[data-preview="card"]' );
	var trouble = document.querySelector( '[data-preview="trouble"]' );

	function say( sentence ) {
		if ( trouble.textContent !== sentence ) {
			trouble.textContent = sentence; // Said once: a screen reader need not say it again with every letter.
		}
		card.classList.toggle( 'sp-edit__old', '' !== sentence );
	}

	/** The card is markup of our own template, made and escaped by the server. What is not complete leaves the last card standing. */
	function show( preview ) {
		say( preview.trouble );
		if ( preview.card && card.innerHTML !== preview.card ) {
			card.innerHTML = preview.card;
		}
	}

	window.sessionPackagesPreview( form, 'session_packages_card', show, say );
	form.classList.add( 'sp-edit__form--live' );
}() );
