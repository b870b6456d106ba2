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
	var timer = 0;
	var asking = false;
	var newer = false;

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

	/** One question at a time: a slow server is not asked more, and answers cannot overtake each other. */
	function ask() {
		if ( asking ) {
			newer = true;
			return;
		}
		asking = true;
		newer = false;
		var data = new FormData( form );
		data.set( 'action', 'session_packages_card' );
		data.set( '_wpnonce', form.dataset.previewNonce );
		fetch( form.dataset.previewUrl, { method: 'POST', body: data, credentials: 'same-origin' } ).then( function ( answer ) {
			return answer.json();
		} ).then( function ( answer ) {
			show( answer.data );
		} ).catch( function () {
			say( form.dataset.failed );
		} ).then( function () {
			asking = false;
			if ( newer ) {
				ask();
			}
		} );
	}

	form.addEventListener( 'input', function () {
		clearTimeout( timer );
		timer = setTimeout( ask, 300 );
	} );
	form.classList.add( 'sp-edit__form--live' );
}() );
