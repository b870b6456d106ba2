/* Copy buttons beside account details. Without this script the texts can still be selected with one click. */
( function () {
	'use strict';
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
