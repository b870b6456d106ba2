/*
 * A preview that follows what is typed into a form, for all editors that have one. What it shows and how it says trouble is theirs.
 */
window.sessionPackagesPreview = function ( form, action, show, fail ) {
	'use strict';
	var timer = 0;
	var asking = false;
	var newer = false;

	/** One question at a time: a slow server is not asked more, and answers cannot overtake each other. */
	function ask() {
		if ( asking ) {
			newer = true;
			return;
		}
		asking = true;
		newer = false;
		var data = new FormData( form );
		data.set( 'action', action );
		data.set( '_wpnonce', form.dataset.previewNonce );
		fetch( form.dataset.previewUrl, { method: 'POST', body: data, credentials: 'same-origin' } ).then( function ( answer ) {
			return answer.json();
		} ).then( function ( answer ) {
			show( answer.data );
		} ).catch( function () {
			fail( form.dataset.failed );
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
};
