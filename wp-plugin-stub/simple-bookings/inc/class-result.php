<?php
namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/** How an action on a booking ended: done, or a code for programs and a sentence for people. */
final class Result {
	/** @var bool */
	public $ok;
	/** @var string */
	public $code;
	/** @var string */
	public $message;

	private function __construct( bool $ok, string $code, string $message ) {
		$this->ok      = $ok;
		$this->code    = $code;
		$this->message = $message;
	}

	public static function done(): self {
		return new self( true, '', '' );
	}

	public static function refused( string $code, string $message ): self {
		return new self( false, $code, $message );
	}
}
