/* Small comforts; every form works without them. */
( function () {
	var errors = document.getElementById( 'sb-errors' );
	if ( errors ) {
		errors.focus();
	}
	document.querySelectorAll( '.sb form' ).forEach( function ( form ) {
		form.addEventListener( 'submit', function () {
			form.querySelectorAll( 'button[type=submit]' ).forEach( function ( button ) {
				// After this event, so that the browser still sends the form; back again when the page is restored.
				setTimeout( function () { button.disabled = true; button.setAttribute( 'aria-busy', 'true' ); }, 0 );
			} );
		} );
	} );
	window.addEventListener( 'pageshow', function ( event ) {
		if ( event.persisted ) {
			document.querySelectorAll( '.sb button[type=submit]' ).forEach( function ( button ) {
				button.disabled = false;
				button.removeAttribute( 'aria-busy' );
			} );
		}
	} );
}() );
