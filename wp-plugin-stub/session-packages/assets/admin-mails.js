/*
 * The editor of an e-mail: placeholders become buttons that insert themselves where the cursor was, the preview follows
 * what is typed, and words that are not saved are not left unasked. Without this script placeholders are copied by hand and "Preview" is a button.
 */
( function () {
	'use strict';
	var form = document.querySelector( '.sp-mail__form' );
	if ( ! form ) {
		return;
	}
	var fields = [ form.querySelector( '#sp-subject' ), form.querySelector( '#sp-body' ) ];
	var last = fields[ 1 ];
	var leaving = false;

	function shown( name ) {
		return document.querySelector( '[data-preview="' + name + '"]' );
	}

	function insert( text ) {
		last.focus();
		last.setRangeText( text, last.selectionStart, last.selectionEnd, 'end' );
		last.dispatchEvent( new Event( 'input', { bubbles: true } ) );
	}

	function say( sentences ) {
		var place = shown( 'warnings' );
		if ( sentences.join( '\n' ) === Array.from( place.children, function ( line ) { return line.textContent; } ).join( '\n' ) ) {
			return; // Said already: a screen reader need not say it again with every letter.
		}
		place.replaceChildren.apply( place, sentences.map( function ( sentence ) {
			var line = document.createElement( 'p' );
			line.textContent = sentence;
			return line;
		} ) );
	}

	function show( preview ) {
		say( ( preview.trouble ? [ preview.trouble ] : [] ).concat( preview.warnings ) );
		if ( preview.trouble ) {
			return;
		}
		shown( 'subject' ).textContent = preview.subject;
		shown( 'text' ).textContent = preview.text;
		if ( shown( 'html' ).srcdoc !== preview.html ) {
			shown( 'html' ).srcdoc = preview.html;
		}
	}

	function unsaved() {
		return null !== document.querySelector( '.sp-mail__unsaved' ) || Array.from( form.elements ).some( function ( field ) {
			return 'checkbox' === field.type ? field.checked !== field.defaultChecked : field.name && field.value !== field.defaultValue && 'submit' !== field.type;
		} );
	}

	form.querySelectorAll( '[data-placeholder]' ).forEach( function ( code ) {
		var button = document.createElement( 'button' );
		button.type = 'button';
		button.className = 'button button-small sp-insert';
		button.textContent = code.textContent;
		button.setAttribute( 'aria-label', form.dataset.insert.replace( '%s', code.textContent ) );
		button.addEventListener( 'click', function () {
			insert( code.textContent );
		} );
		code.replaceWith( button );
	} );
	fields.forEach( function ( field ) {
		field.addEventListener( 'focus', function () {
			last = field;
		} );
	} );
	window.sessionPackagesPreview( form, 'session_packages_preview', show, function ( sentence ) {
		say( [ sentence ] );
	} );
	document.addEventListener( 'submit', function () {
		leaving = true;
	} );
	window.addEventListener( 'beforeunload', function ( event ) {
		if ( ! leaving && unsaved() ) {
			event.preventDefault(); // The browser asks in words of its own.
			event.returnValue = '';
		}
	} );
	form.classList.add( 'sp-mail__form--live' );
}() );
