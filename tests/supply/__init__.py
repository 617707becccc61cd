"""What others wrote and the bot runs on: the pinned packages, their licences, their list, and no secret of ours."""
