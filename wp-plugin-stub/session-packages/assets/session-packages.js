/*
 * Copy buttons beside account details, and a page that looks again by itself while a payment is being confirmed.
 * Without this script the texts can still be selected with one click, and "Check again" is a link.
 */
( function () {
	'use strict';
	var waiting = document.querySelector( '[data-sp-reload]' );
	if ( waiting ) {
		var again = setTimeout( function () {
			window.location.replace( waiting.dataset.spReload );
		}, 3000 );
		document.addEventListener( 'input', function () {
			clearTimeout( again ); // Nobody shall lose what they are typing.
		} );
	}
	if ( ! navigator.clipboard || ! window.isSecureContext ) {
		return;
	}
	document.querySelectorAll( '.session-packages [data-copy]' ).forEach( function ( text ) {
		var button = document.createElement( 'button' );
		button.type = 'button';
		button.className = 'sp-copy-button';
		button.textContent = text.dataset.copy;
		button.setAttribute( 'aria-label', text.dataset.copy + ': ' + text.textContent.trim() );
		button.addEventListener( 'click', function () {
			navigator.clipboard.writeText( text.textContent.trim() ).then( function () {
				button.textContent = text.dataset.copied;
				setTimeout( function () {
					button.textContent = text.dataset.copy;
				}, 2000 );
			} );
		} );
		text.after( button );
	} );
}() );
