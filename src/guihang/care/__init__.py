"""What is done for a person: casework, family, work, aid, new-life activities, VR sessions."""
